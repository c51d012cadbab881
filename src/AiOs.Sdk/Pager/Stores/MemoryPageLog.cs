namespace AiOs;

/// <summary>The log of one space in a <see cref="MemoryPageStore"/>: four bytes an entry, page numbers with two flags.</summary>
internal sealed class MemoryPageLog
{
    private const int PinFlag = 1; // The entry pins or unpins a page that was appended before.
    private const int IsPinnedFlag = 2;
    private const int FlagBits = 2;

    private readonly HashSet<int> _held = [];
    private readonly List<int> _codes = [];

    public static int NumberOf(int code) => code >> FlagBits;

    public static bool IsPin(int code) => (code & PinFlag) != 0;

    public static bool IsPinned(int code) => (code & IsPinnedFlag) != 0;

    public bool Holds(int number) => _held.Contains(number);

    public void Append(int number, bool isPinned)
    {
        if (_held.Add(number))
        {
            _codes.Add((number << FlagBits) | (isPinned ? IsPinnedFlag : 0));
        }
    }

    public void Pin(int number, bool isPinned) =>
        _codes.Add((number << FlagBits) | PinFlag | (isPinned ? IsPinnedFlag : 0));

    public void Remove(HashSet<int> numbers)
    {
        _held.ExceptWith(numbers);
        _codes.RemoveAll(code => numbers.Contains(NumberOf(code)));
    }

    public int[] ToArray() => [.. _codes];
}
