using System.Collections.Frozen;

namespace AiOs;

/// <summary>Tells, word by word, whether a sentence plainly speaks of what is to come: "I will", "going to", "let's", "are we meeting".</summary>
/// <remarks>
/// English only, and only what is plain: one word of the past in the sentence, and nothing is taken to be to come. Words go in in lower case.
/// </remarks>
internal struct ClauseTense
{
    private const int MaxBeside = 5; // Words from "flying" to the day, both included: "flying to Lisbon on Friday".

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Past = Words(
        """
        was were did didn had been went came saw met got took made said told ate bought found gave left felt thought wrote began ran spent drove flew
        swam
        """);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NotProgressive = Words(
        "thing nothing something anything everything morning evening during spring bring string");

    private bool _isPast;
    private bool _isFuture;
    private Kind _previous;
    private bool _hasPresentBe; // "Are", whose "meeting" is waited for.
    private int _sinceProgressive; // Words from "meeting" in "are meeting" to the last one, both included; 0 for none.

    private enum Kind : byte
    {
        None = 0,
        Person = 1, // Of whom "'s" means "is".
        Going = 2,
        Plan = 3,
        Won = 4,
        Let = 5,
    }

    /// <summary>Gets a value indicating whether what was said so far is to come.</summary>
    public readonly bool IsFuture => !_isPast && (_isFuture || _sinceProgressive is > 0 and <= MaxBeside);

    /// <summary>Reads the next word of the sentence.</summary>
    public void Read(ReadOnlySpan<char> word)
    {
        if (_isPast)
        {
            return; // Until the sentence ends.
        }

        bool wasGoing = _previous == Kind.Going && _sinceProgressive > 0;
        _sinceProgressive += _sinceProgressive is > 0 and <= MaxBeside ? 1 : 0;
        _isPast = IsPast(word);
        _isFuture |= word is "will" or "ll" or "shall" or "gonna"
            || (word is "to" && (wasGoing || _previous == Kind.Plan))
            || (word is "t" && _previous == Kind.Won)
            || (word is "s" && _previous == Kind.Let);
        if (word is "am" or "is" or "are" or "m" or "re" || (word is "s" && _previous == Kind.Person))
        {
            _hasPresentBe = true;
        }
        else if (_hasPresentBe && IsProgressive(word))
        {
            (_hasPresentBe, _sinceProgressive) = (false, 1);
        }

        _previous = KindOf(word);
    }

    private static Kind KindOf(ReadOnlySpan<char> word) => word switch
    {
        "he" or "she" or "it" or "who" or "that" => Kind.Person,
        "going" => Kind.Going,
        "plan" or "plans" or "planning" or "hope" or "hopes" or "hoping" or "intend" or "intends" => Kind.Plan,
        "won" => Kind.Won,
        "let" => Kind.Let,
        _ => Kind.None,
    };

    private static bool IsPast(ReadOnlySpan<char> word) =>
        Past.Contains(word) || (word.Length > 4 && word.EndsWith("ed") && word[^3] != 'e');

    private static bool IsProgressive(ReadOnlySpan<char> word) =>
        word.Length > 4 && word.EndsWith("ing") && !NotProgressive.Contains(word);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string text) =>
        FrozenSet.ToFrozenSet(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).GetAlternateLookup<ReadOnlySpan<char>>();
}
