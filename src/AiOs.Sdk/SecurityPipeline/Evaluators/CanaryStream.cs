using System.Text;

namespace AiOs;

/// <summary>Looks for words in one text, through everything that is neither letter nor digit.</summary>
/// <remarks>Knuth, Morris and Pratt, SIAM J. Comput. 6(2), 1977: how far each word is matched is all there is to remember.</remarks>
internal sealed class CanaryStream : ISecurityStream
{
    private readonly string _name;
    private readonly string[] _words;
    private readonly int[][] _fallbacks;
    private readonly int[] _matched;
    private readonly Queue<long> _places = new(); // Of the newest letters and digits: as many as the longest word has.
    private readonly int _longest;
    private readonly StringBuilder _held = new();
    private long _heldStart;
    private long _length;
    private bool _isBlocked;

    public CanaryStream(string name, string[] words)
    {
        _name = name;
        _words = words;
        _fallbacks = [.. words.Select(FallbackOf)];
        _matched = new int[words.Length];
        _longest = words.Length == 0 ? 0 : words.Max(static word => word.Length);
    }

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<char> text, StringBuilder passed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < text.Length && !_isBlocked; i++)
        {
            char c = text.Span[i];
            _held.Append(c);
            if (char.IsLetterOrDigit(c))
            {
                Advance(char.ToLowerInvariant(c));
            }

            _length++;
        }

        if (!_isBlocked)
        {
            Pass(FirstOpen(), passed);
        }

        return new(!_isBlocked);
    }

    public ValueTask<SecurityVerdict> CompleteAsync(StringBuilder passed, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isBlocked)
        {
            return new(SecurityVerdict.Block(_name, "the text repeats a canary of the instructions"));
        }

        Pass(_length, passed);
        return new(SecurityVerdict.Allow(_name));
    }

    private static int[] FallbackOf(string word)
    {
        int[] fallback = new int[word.Length + 1];
        int length = 0;
        for (int i = 1; i < word.Length; i++)
        {
            while (length > 0 && word[i] != word[length])
            {
                length = fallback[length];
            }

            length += word[i] == word[length] ? 1 : 0;
            fallback[i + 1] = length;
        }

        return fallback;
    }

    private void Advance(char c)
    {
        _places.Enqueue(_length);
        if (_places.Count > _longest)
        {
            _places.Dequeue();
        }

        for (int i = 0; i < _words.Length; i++)
        {
            int matched = _matched[i];
            while (matched > 0 && _words[i][matched] != c)
            {
                matched = _fallbacks[i][matched];
            }

            matched += _words[i][matched] == c ? 1 : 0;
            _isBlocked |= matched == _words[i].Length;
            _matched[i] = matched == _words[i].Length ? _fallbacks[i][matched] : matched;
        }
    }

    // Where the longest beginning of a word stands that the text ends with; the end of the text where there is none.
    private long FirstOpen()
    {
        int open = _matched.Length == 0 ? 0 : _matched.Max();
        return open == 0 ? _length : _places.ElementAt(_places.Count - open);
    }

    private void Pass(long until, StringBuilder passed)
    {
        int count = (int)(until - _heldStart);
        passed.Append(_held.ToString(0, count));
        _held.Remove(0, count);
        _heldStart = until;
    }
}
