namespace AiOs;

/// <summary>The log of one space in a <see cref="MemoryPageStore"/>: four bytes an entry, page numbers with two flags.</summary>
internal sealed class MemoryPageLog
{
    private const int PinFlag = 1; // The entry pins or unpins a page that was appended before.
    private const int IsPinnedFlag = 2;
    private const int FlagBits = 2;

    private ulong[] _held = []; // A bit for each page number: spaces of one store hold most of its pages.
    private readonly List<int> _codes = [];

    public static int NumberOf(int code) => code >> FlagBits;

    public static bool IsPin(int code) => (code & PinFlag) != 0;

    public static bool IsPinned(int code) => (code & IsPinnedFlag) != 0;

    public bool Holds(int number) => number >> 6 < _held.Length && (_held[number >> 6] >> number & 1) != 0;

    public void Append(int number, bool isPinned)
    {
        if (!Holds(number))
        {
            if (number >> 6 >= _held.Length)
            {
                Array.Resize(ref _held, Math.Max(_held.Length * 5 / 4, (number >> 6) + 1));
            }

            _held[number >> 6] |= 1UL << number;
            _codes.Add((number << FlagBits) | (isPinned ? IsPinnedFlag : 0));
        }
    }

    public void Pin(int number, bool isPinned) =>
        _codes.Add((number << FlagBits) | PinFlag | (isPinned ? IsPinnedFlag : 0));

    public void Remove(HashSet<int> numbers)
    {
        foreach (int number in numbers)
        {
            if (Holds(number))
            {
                _held[number >> 6] &= ~(1UL << number);
            }
        }

        _codes.RemoveAll(code => numbers.Contains(NumberOf(code)));
    }

    public int[] ToArray() => [.. _codes];
}
