namespace AiOs;

/// <summary>The log of one space in a <see cref="MemoryPageStore"/>: eight bytes a page, its number with two flags and once more to be found by.</summary>
/// <remarks>What it takes goes by the pages of the space alone: a store may have ten thousand small ones.</remarks>
internal sealed class MemoryPageLog
{
    private const int PinFlag = 1; // The entry pins or unpins a page that was appended before.
    private const int IsPinnedFlag = 2;
    private const int FlagBits = 2;

    private readonly List<int> _held = []; // Ascending. Pages are numbered as they come, so that nearly all go to the end.
    private readonly List<int> _codes = [];

    public static int NumberOf(int code) => code >> FlagBits;

    public static bool IsPin(int code) => (code & PinFlag) != 0;

    public static bool IsPinned(int code) => (code & IsPinnedFlag) != 0;

    public bool Holds(int number) => _held.Count > 0 && number <= _held[^1] && _held.BinarySearch(number) >= 0;

    public void Append(int number, bool isPinned)
    {
        int place = _held.Count == 0 || number > _held[^1] ? _held.Count : ~_held.BinarySearch(number);
        if (place >= 0)
        {
            _held.Insert(place, number);
            _codes.Add((number << FlagBits) | (isPinned ? IsPinnedFlag : 0));
        }
    }

    public void Pin(int number, bool isPinned) =>
        _codes.Add((number << FlagBits) | PinFlag | (isPinned ? IsPinnedFlag : 0));

    public void Remove(HashSet<int> numbers)
    {
        _held.RemoveAll(numbers.Contains);
        _codes.RemoveAll(code => numbers.Contains(NumberOf(code)));
    }

    public int[] ToArray() => [.. _codes];
}
