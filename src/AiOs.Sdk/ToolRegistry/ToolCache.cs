using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Results of pure tools, by tool, version and arguments; the ones used longest ago leave first.</summary>
/// <remarks>
/// Only texts are kept: a label is the join of the tool's trust with the label of the arguments of the call at hand, so a hit says no
/// more, and is trusted no more, than computing again would. Threads: may be called from any thread.
/// </remarks>
internal sealed class ToolCache(TimeProvider time, ToolRegistryOptions options)
{
    private const int MaxKeyCharacters = 16_384; // Longer arguments are not worth keeping for a comparison.
    private const int MaxTextCharacters = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _newestLast = [];

    /// <summary>Gives the key of a call, or null for one that is not cached.</summary>
    public string? KeyOf(ToolDescriptor tool, AIFunctionArguments arguments)
    {
        if (!tool.IsPure || options.CachedResults == 0)
        {
            return null;
        }

        var parts = new List<string> { tool.Name, tool.Version };
        foreach (var (name, value) in arguments.OrderBy(static argument => argument.Key, StringComparer.Ordinal))
        {
            if (TextOf(value) is not { } text)
            {
                return null; // An object of the host's own: nothing says when two of them are equal.
            }

            // Lengths keep "a" + "bc" and "ab" + "c" apart.
            parts.Add($"{name.Length}:{name}={text.Length}:{text}");
        }

        string key = string.Join('\n', parts);
        return key.Length <= MaxKeyCharacters ? key : null;
    }

    public string? Find(string? key)
    {
        if (key is null)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                return null;
            }

            _newestLast.Remove(node);
            if (time.GetElapsedTime(node.Value.At) > options.CacheTime)
            {
                _byKey.Remove(key);
                return null;
            }

            _newestLast.AddLast(node);
            return node.Value.Text;
        }
    }

    public void Add(string? key, string text)
    {
        if (key is null || text.Length > MaxTextCharacters)
        {
            return;
        }

        lock (_gate)
        {
            if (_byKey.Remove(key, out var old))
            {
                _newestLast.Remove(old);
            }

            _byKey.Add(key, _newestLast.AddLast(new Entry(key, text, time.GetTimestamp())));
            if (_byKey.Count > options.CachedResults)
            {
                _byKey.Remove(_newestLast.First!.Value.Key);
                _newestLast.RemoveFirst();
            }
        }
    }

    private static string? TextOf(object? value) => value switch
    {
        null => "n",
        string text => "s" + text,
        bool flag => flag ? "t" : "f",
        int or long or double or decimal => "d" + ((IFormattable)value).ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        JsonElement json => "j" + json.GetRawText(),
        _ => null,
    };

    private readonly record struct Entry(string Key, string Text, long At);
}
