using System.Buffers;
using System.Text;

namespace AiOs;

/// <summary>Finds the special tokens that a host allows in text.</summary>
internal sealed class SpecialTokenTable
{
    private readonly (string Text, int Token)[] _tokens; // Longest first.
    private readonly SearchValues<string> _values;
    private readonly Dictionary<int, byte[]> _bytes = [];

    public SpecialTokenTable(IReadOnlyDictionary<string, int> tokens)
    {
        _tokens = [.. tokens.Select(token => (token.Key, token.Value)).OrderByDescending(token => token.Key.Length)];
        _values = SearchValues.Create(_tokens.Select(token => token.Text).ToArray(), StringComparison.Ordinal);
        foreach (var (text, token) in _tokens)
        {
            _bytes[token] = Encoding.UTF8.GetBytes(text);
        }
    }

    /// <summary>Finds the first special token of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Receives its length.</param>
    /// <param name="token">Receives its id.</param>
    /// <returns>Where it begins; the length of the text where there is none.</returns>
    public int IndexOf(ReadOnlySpan<char> text, out int length, out int token)
    {
        int index = _tokens.Length == 0 ? -1 : text.IndexOfAny(_values);
        for (int i = 0; index >= 0 && i < _tokens.Length; i++)
        {
            if (text[index..].StartsWith(_tokens[i].Text, StringComparison.Ordinal))
            {
                length = _tokens[i].Text.Length;
                token = _tokens[i].Token;
                return index;
            }
        }

        length = 0;
        token = 0;
        return text.Length;
    }

    /// <summary>Gets the UTF-8 of a special token; empty where there is none of this id.</summary>
    public ReadOnlySpan<byte> BytesOf(int token) => _bytes.GetValueOrDefault(token);
}
