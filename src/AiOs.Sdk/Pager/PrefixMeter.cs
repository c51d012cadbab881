using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Measures how much of each request repeats the one before: what a provider's prefix cache would save.</summary>
/// <remarks>
/// <para>
/// Like such a cache it works in whole blocks: a request is cut into blocks of 256 characters (about 64 tokens), each hashed
/// together with everything before it, and a block is a hit when the request before had the same hash at the same place.
/// </para>
/// <para>Threads: one conversation, one thread at a time; the properties may be read from any.</para>
/// </remarks>
public sealed class PrefixMeter
{
    private const int BlockCharacters = 256;
    private const int DefaultCharactersPerToken = 4;
    private const ulong FnvOffset = 14_695_981_039_346_656_037;
    private const ulong FnvPrime = 1_099_511_628_211;
    private readonly ITokenCounter? _counter;
    private List<ulong> _previous = [];
    private long _hitTokens;
    private long _tokens;

    /// <summary>Creates a meter.</summary>
    /// <param name="counter">Measures blocks; null to take four characters for a token.</param>
    public PrefixMeter(ITokenCounter? counter = null) => _counter = counter;

    /// <summary>Gets the tokens of all requests observed.</summary>
    public long Tokens => Volatile.Read(ref _tokens);

    /// <summary>Gets those of them that lie in blocks which repeat the request before.</summary>
    public long HitTokens => Volatile.Read(ref _hitTokens);

    /// <summary>Gets the share of all tokens that repeats, 0 to 1; 0 before the second request.</summary>
    public double CachedShare => Tokens == 0 ? 0 : (double)HitTokens / Tokens;

    /// <summary>Takes note of a request.</summary>
    /// <param name="messages">Its messages, in order.</param>
    /// <returns>The tokens of this request that repeat the one before.</returns>
    public int Observe(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        string text = TextOf(messages);
        int tokens = _counter?.CountTokens(text) ?? (text.Length + DefaultCharactersPerToken - 1) / DefaultCharactersPerToken;
        double charactersPerToken = tokens == 0 ? DefaultCharactersPerToken : (double)text.Length / tokens;
        var blocks = HashBlocks(text);
        int hits = 0;
        while (hits < blocks.Count && hits < _previous.Count && blocks[hits] == _previous[hits])
        {
            hits++;
        }

        int hitTokens = Math.Min(tokens, (int)(hits * BlockCharacters / charactersPerToken));
        _previous = blocks;
        Volatile.Write(ref _hitTokens, _hitTokens + hitTokens);
        Volatile.Write(ref _tokens, _tokens + tokens);
        return hitTokens;
    }

    // Blocks have a fixed length in characters, so that the same prefix is cut at the same places whatever follows it.
    private static List<ulong> HashBlocks(string text)
    {
        var blocks = new List<ulong>(text.Length / BlockCharacters);
        ulong hash = FnvOffset;
        for (int i = 0; i < text.Length; i++)
        {
            hash = (hash ^ text[i]) * FnvPrime;
            if ((i + 1) % BlockCharacters == 0)
            {
                blocks.Add(hash);
            }
        }

        return blocks;
    }

    private static string TextOf(IReadOnlyList<ChatMessage> messages)
    {
        var text = new StringBuilder();
        for (int i = 0; i < messages.Count; i++)
        {
            text.Append('\u0001').Append(messages[i].Role.Value).Append(':').Append(messages[i].AuthorName).Append('\n');
            foreach (var content in messages[i].Contents)
            {
                Append(text, content);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, AIContent content)
    {
        switch (content)
        {
            case FunctionCallContent call:
                text.Append(call.CallId).Append(call.Name);
                foreach (var (name, value) in call.Arguments ?? new Dictionary<string, object?>())
                {
                    text.Append(name).Append(value);
                }

                break;
            case FunctionResultContent result:
                text.Append(result.CallId).Append(result.Result is JsonElement json ? json.GetRawText() : result.Result);
                break;
            default:
                text.Append(content);
                break;
        }

        text.Append('\n');
    }
}
