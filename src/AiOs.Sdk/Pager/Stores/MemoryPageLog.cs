namespace AiOs;

/// <summary>The log of one space in a <see cref="MemoryPageStore"/>: page numbers with two flags; pages that follow each other take nothing each.</summary>
internal sealed class MemoryPageLog
{
    private const int PinFlag = 1; // The entry pins or unpins a page that was appended before.
    private const int IsPinnedFlag = 2;
    private const int FlagBits = 2;
    private const int NextPage = 1 << FlagBits; // From the code of a page to that of the next one under the same flags.

    private readonly NumberRanges _held = new(); // Goes by the pages of this space alone: a store may have ten thousand small ones.
    private List<(int FirstCode, int Count)> _runs = []; // Of appends under the same flags with one page number after the other.

    public static int NumberOf(int code) => code >> FlagBits;

    public static bool IsPin(int code) => (code & PinFlag) != 0;

    public static bool IsPinned(int code) => (code & IsPinnedFlag) != 0;

    public bool Holds(int number) => _held.Contains(number);

    public void Append(int number, bool isPinned)
    {
        if (_held.Add(number))
        {
            Add(_runs, (number << FlagBits) | (isPinned ? IsPinnedFlag : 0));
        }
    }

    public void Pin(int number, bool isPinned) => Add(_runs, (number << FlagBits) | PinFlag | (isPinned ? IsPinnedFlag : 0));

    public void Remove(HashSet<int> numbers)
    {
        _held.Remove(numbers);
        var kept = new List<(int, int)>(_runs.Count + numbers.Count);
        foreach (int code in Codes())
        {
            if (!numbers.Contains(NumberOf(code)))
            {
                Add(kept, code);
            }
        }

        _runs = kept;
    }

    /// <summary>Gives the entries in their order.</summary>
    public IEnumerable<int> Codes() => Expand([.. _runs]);

    private static IEnumerable<int> Expand((int FirstCode, int Count)[] runs)
    {
        foreach (var (first, count) in runs)
        {
            for (int i = 0; i < count; i++)
            {
                yield return first + (i * NextPage);
            }
        }
    }

    private static void Add(List<(int FirstCode, int Count)> runs, int code)
    {
        if (runs.Count > 0 && runs[^1] is var (first, count) && !IsPin(code) && first + (count * NextPage) == code)
        {
            runs[^1] = (first, count + 1);
        }
        else
        {
            runs.Add((code, 1));
        }
    }
}
