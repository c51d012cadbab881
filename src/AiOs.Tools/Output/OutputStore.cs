using System.Globalization;
using System.Security.Cryptography;

namespace AiOs;

/// <summary>Keeps long outputs so that a model, which saw head and tail, can read on by a handle.</summary>
/// <remarks>
/// <para>Handles are 64 random bits: whoever was not shown one cannot guess it.</para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class OutputStore
{
    private const int NoteReserve = 160; // The longest note that stands between head and tail.

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Handle, string Text)>> _byHandle = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Handle, string Text)> _newestLast = [];
    private readonly long _capacityCharacters;
    private long _characters;

    /// <summary>Creates a store.</summary>
    /// <param name="capacityCharacters">The most characters kept; the outputs read longest ago leave first. By default 32 million.</param>
    public OutputStore(long capacityCharacters = 32_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityCharacters);
        _capacityCharacters = capacityCharacters;
    }

    /// <summary>Gives a text that fits a limit: the text itself, or its head and tail with a handle for the rest.</summary>
    /// <param name="text">The whole output.</param>
    /// <param name="limitCharacters">The most characters of the answer. At least 512.</param>
    /// <returns>The text to show.</returns>
    public string Fit(string text, int limitCharacters)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limitCharacters, 512);
        if (text.Length <= limitCharacters)
        {
            return text;
        }

        int head = TextCut.Whole(text, (limitCharacters - NoteReserve) * 2 / 3);
        int tail = TextCut.Whole(text, text.Length - ((limitCharacters - NoteReserve) / 3));
        string note = TryKeep(text, out string handle)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"\n[… characters {head} to {tail} of {text.Length} are not shown: read_output with handle \"{handle}\" and offset {head} reads on …]\n")
            : string.Create(CultureInfo.InvariantCulture, $"\n[… characters {head} to {tail} of {text.Length} are not shown, and too many to keep …]\n");
        return string.Concat(text.AsSpan(0, head), note, text.AsSpan(tail));
    }

    /// <summary>Reads a part of a kept output.</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="offset">Where to begin, in characters. 0 or more.</param>
    /// <param name="count">The most characters to read. 1 or more.</param>
    /// <returns>
    /// The part, where it begins and the length of the whole, or null when nothing is kept under this handle (any more). No character of two
    /// halves is cut: the part may begin one earlier, and is one longer where it would be empty.
    /// </returns>
    public (string Text, int Start, int Length)? Read(string handle, long offset, int count)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_gate)
        {
            if (!_byHandle.TryGetValue(handle, out var node))
            {
                return null;
            }

            _newestLast.Remove(node);
            _newestLast.AddLast(node);
            string text = node.Value.Text;
            int start = TextCut.Whole(text, (int)Math.Min(offset, text.Length));
            int end = TextCut.Whole(text, (int)Math.Min((long)start + count, text.Length));
            end = end == start && start < text.Length ? start + 2 : end; // Who reads on gets on.
            return (text[start..end], start, text.Length);
        }
    }

    private bool TryKeep(string text, out string handle)
    {
        handle = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        if (text.Length > _capacityCharacters)
        {
            return false;
        }

        lock (_gate)
        {
            _byHandle.Add(handle, _newestLast.AddLast((handle, text)));
            _characters += text.Length;
            while (_characters > _capacityCharacters)
            {
                var oldest = _newestLast.First!.Value;
                _newestLast.RemoveFirst();
                _byHandle.Remove(oldest.Handle);
                _characters -= oldest.Text.Length;
            }
        }

        return true;
    }
}
