using System.Buffers;
using System.Text;

namespace AiOs;

/// <summary>Cuts text into the pieces of words that a BERT model knows.</summary>
/// <remarks>
/// <para>Text is cleaned, split at white space and punctuation, and each word is cut greedily into the longest known pieces.
/// A word that cannot be cut so, or that is longer than the limit, is one unknown token.</para>
/// <para>Threads: immutable after construction. Source: Devlin et al., arXiv:1810.04805; Wu et al., arXiv:1609.08144.</para>
/// </remarks>
internal sealed class WordPieceTokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly TextRules _rules;
    private readonly int _unknownId;
    private readonly int _maxWordRunes;
    private readonly KeyValuePair<string, int>[] _specials;

    public WordPieceTokenizer(
        Vocabulary vocabulary, TextRules rules, string unknown, int maxWordRunes, IEnumerable<string> specials, string file)
    {
        _vocabulary = vocabulary;
        _rules = rules;
        _maxWordRunes = maxWordRunes;
        _unknownId = Required(vocabulary, unknown, file);
        ClsId = vocabulary.Find("[CLS]");
        SepId = vocabulary.Find("[SEP]");
        _specials = [.. specials.Where(s => s.Length > 0).OrderByDescending(s => s.Length)
            .Select(s => KeyValuePair.Create(s, Required(vocabulary, s, file)))];
    }

    public int? ClsId { get; }

    public int? SepId { get; }

    public int UnknownId => _unknownId;

    public int MaxId => _vocabulary.MaxId;

    /// <summary>Adds a text's tokens to the sink, without [CLS] and [SEP].</summary>
    public void Tokenize(ReadOnlySpan<char> text, TokenSink sink)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(2 * (_maxWordRunes + 1));
        try
        {
            var word = new Word(buffer, _maxWordRunes);
            while (!text.IsEmpty)
            {
                if (TrySpecial(text, out int length, out int id))
                {
                    Flush(ref word, sink);
                    sink.Add(id);
                    text = text[length..];
                    continue;
                }

                Rune.DecodeFromUtf16(text, out Rune rune, out int consumed); // A lone surrogate becomes U+FFFD, which is dropped.
                text = text[consumed..];
                Clean(rune, ref word, sink);
            }

            Flush(ref word, sink);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private bool TrySpecial(ReadOnlySpan<char> text, out int length, out int id)
    {
        foreach ((string special, int specialId) in _specials)
        {
            if (text[0] == special[0] && text.StartsWith(special, StringComparison.Ordinal))
            {
                (length, id) = (special.Length, specialId);
                return true;
            }
        }

        (length, id) = (0, 0);
        return false;
    }

    private void Clean(Rune rune, ref Word word, TokenSink sink)
    {
        if (_rules.Clean && BertCharacters.IsDropped(rune))
        {
            return;
        }

        bool alone = _rules.SpaceChinese && BertCharacters.IsChinese(rune.Value);
        if (alone)
        {
            Flush(ref word, sink);
        }

        Strip(rune, ref word, sink);
        if (alone)
        {
            Flush(ref word, sink);
        }
    }

    private void Strip(Rune rune, ref Word word, TokenSink sink)
    {
        if (!_rules.StripAccents || rune.IsAscii)
        {
            Lower(rune, ref word, sink);
            return;
        }

        if (BertCharacters.IsAccent(rune))
        {
            return;
        }

        Span<int> letters = stackalloc int[3];
        int hangul = BertCharacters.DecomposeHangul(rune.Value, letters);
        for (int i = 0; i < hangul; i++)
        {
            Lower(new Rune(letters[i]), ref word, sink);
        }

        if (hangul > 0)
        {
            return;
        }

        ReadOnlySpan<int> pairs = AccentTable.Pairs;
        int pair = AccentTable.Find(rune.Value);
        if (pair < 0)
        {
            Lower(rune, ref word, sink);
            return;
        }

        for (; 2 * pair < pairs.Length && pairs[2 * pair] == rune.Value; pair++)
        {
            Lower(new Rune(pairs[(2 * pair) + 1]), ref word, sink);
        }
    }

    private void Lower(Rune rune, ref Word word, TokenSink sink)
    {
        if (!_rules.LowerCase)
        {
            Split(rune, ref word, sink);
            return;
        }

        if (rune.Value == 0x130)
        {
            // The one letter whose small form is two characters: i and a dot above.
            Split(new Rune('i'), ref word, sink);
            Split(new Rune(0x307), ref word, sink);
            return;
        }

        Split(Rune.ToLowerInvariant(rune), ref word, sink);
    }

    private void Split(Rune rune, ref Word word, TokenSink sink)
    {
        if (Rune.IsWhiteSpace(rune))
        {
            Flush(ref word, sink);
        }
        else if (BertCharacters.IsPunctuation(rune))
        {
            Flush(ref word, sink);
            word.Add(rune);
            Flush(ref word, sink);
        }
        else
        {
            word.Add(rune);
        }
    }

    private void Flush(ref Word word, TokenSink sink)
    {
        ReadOnlySpan<char> rest = word.Text;
        if (rest.IsEmpty)
        {
            return;
        }

        bool known = !word.TooLong;
        (int Count, int Dropped) mark = sink.Mark();
        for (bool continues = false; known && !rest.IsEmpty; continues = true)
        {
            int length = Math.Min(rest.Length, _vocabulary.MaxPieceChars);
            int id = 0;
            while (length > 0 && !_vocabulary.TryFind(rest[..length], continues, out id))
            {
                length--;
            }

            known = length > 0;
            if (known)
            {
                sink.Add(id);
                rest = rest[length..];
            }
        }

        if (!known)
        {
            sink.Rewind(mark);
            sink.Add(_unknownId);
        }

        word.Clear();
    }

    private static int Required(Vocabulary vocabulary, string piece, string file) =>
        vocabulary.Find(piece) ?? throw new EmbeddingModelException(file, null, $"the vocabulary lacks the token '{piece}'.");

    private ref struct Word(Span<char> buffer, int maxRunes)
    {
        private readonly Span<char> _buffer = buffer;
        private int _chars;
        private int _runes;

        public readonly bool TooLong => _runes > maxRunes;

        public readonly ReadOnlySpan<char> Text => _buffer[.._chars];

        public void Add(Rune rune)
        {
            if (_runes > maxRunes)
            {
                return; // Already too long: what comes after does not matter.
            }

            _chars += rune.EncodeToUtf16(_buffer[_chars..]);
            _runes++;
        }

        public void Clear()
        {
            _chars = 0;
            _runes = 0;
        }
    }
}
