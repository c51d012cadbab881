using System.Diagnostics;

namespace AiOs;

/// <summary>Where one word occurs and how often: numbers that only grow, with counts, about 1.3 bytes an entry.</summary>
/// <remarks>
/// An entry is the distance from the number before, doubled, as a base-128 integer; odd when a count other than one follows. The newest entry is
/// kept open, so that it can still be counted up. Threads: read by many while nobody writes.
/// </remarks>
internal sealed class PostingList
{
    private byte[] _bytes = [];
    private int _length;
    private int _lastWritten = -1;
    private int _openNumber = -1;
    private int _openCount;

    /// <summary>Gets how many numbers are in the list.</summary>
    public int Count { get; private set; }

    /// <summary>Counts one occurrence.</summary>
    /// <param name="number">Where: the newest number in the list, or a greater one.</param>
    public void Add(int number)
    {
        Debug.Assert(number >= _openNumber, "numbers only grow");
        if (number == _openNumber)
        {
            _openCount++;
            return;
        }

        WriteOpen();
        _openNumber = number;
        _openCount = 1;
        Count++;
    }

    public Reader GetReader() => new(this);

    /// <summary>Drops numbers.</summary>
    /// <returns>Whether anything is left.</returns>
    public bool RemoveAll(Func<int, bool> isRemoved)
    {
        var kept = new PostingList();
        var reader = GetReader();
        bool anyRemoved = false;
        while (reader.Read())
        {
            if (isRemoved(reader.Number))
            {
                anyRemoved = true;
                continue;
            }

            kept.Add(reader.Number);
            kept._openCount = reader.Occurrences;
        }

        if (anyRemoved)
        {
            (_bytes, _length, Count) = (kept._bytes, kept._length, kept.Count);
            (_lastWritten, _openNumber, _openCount) = (kept._lastWritten, kept._openNumber, kept._openCount);
        }

        return Count > 0;
    }

    private void WriteOpen()
    {
        if (_openNumber < 0)
        {
            return;
        }

        if (_bytes.Length < _length + 10)
        {
            Array.Resize(ref _bytes, Math.Max(12, _bytes.Length + (_bytes.Length / 2)));
        }

        uint distance = (uint)(_openNumber - _lastWritten);
        Write((distance << 1) | (_openCount == 1 ? 0u : 1u));
        if (_openCount != 1)
        {
            Write((uint)_openCount);
        }

        _lastWritten = _openNumber;
    }

    private void Write(uint value)
    {
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_length++] = (byte)value;
    }

    /// <summary>Reads a list from its start.</summary>
    public ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private readonly int _openNumber;
        private readonly int _openCount;
        private int _next;
        private bool _hasOpen;

        internal Reader(PostingList list)
        {
            _bytes = list._bytes.AsSpan(0, list._length);
            _openNumber = list._openNumber;
            _openCount = list._openCount;
            _hasOpen = list._openNumber >= 0;
            Number = -1;
        }

        public int Number { get; private set; }

        public int Occurrences { get; private set; }

        public bool Read()
        {
            if (_next < _bytes.Length)
            {
                uint code = ReadInteger();
                Number += (int)(code >> 1);
                Occurrences = (code & 1) == 0 ? 1 : (int)ReadInteger();
                return true;
            }

            if (!_hasOpen)
            {
                return false;
            }

            _hasOpen = false;
            Number = _openNumber;
            Occurrences = _openCount;
            return true;
        }

        private uint ReadInteger()
        {
            uint value = _bytes[_next++];
            if (value < 0x80)
            {
                return value;
            }

            value &= 0x7f;
            for (int shift = 7; ; shift += 7)
            {
                uint next = _bytes[_next++];
                value |= (next & 0x7f) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
