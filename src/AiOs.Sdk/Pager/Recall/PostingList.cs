using System.Diagnostics;

namespace AiOs;

/// <summary>On which pages one word occurs and how often: pages that only grow, about 1.4 bytes an entry.</summary>
/// <remarks>
/// An entry is the distance from the page before, doubled, as a base-128 integer; odd when a count other than one follows. Every 128 entries are a
/// block with a bound of what they can score, after Ding and Suel, "Faster top-k document retrieval using block-max indexes", 2011.
/// Threads: read by many while nobody writes.
/// </remarks>
internal sealed class PostingList
{
    public const int BlockLength = 128;
    private const int FirstBytes = 16;
    private const int MaxEntryBytes = 10; // Two numbers of 32 bits.
    private PostingBlock[] _blocks = [];
    private byte[] _bytes = [];
    private int _length;
    private int _openCount;

    /// <summary>Gets how many blocks there are; the last one may still grow.</summary>
    public int BlockCount { get; private set; }

    public ushort MaxOccurrences { get; private set; }

    public ushort MinLength { get; private set; } = ushort.MaxValue;

    public ref readonly PostingBlock BlockAt(int block) => ref _blocks[block];

    /// <summary>Gets the bytes of all blocks; replaced when the list grows.</summary>
    public byte[] Bytes => _bytes;

    /// <summary>Adds an entry.</summary>
    /// <param name="page">Greater than any page before.</param>
    /// <param name="occurrences">At least one.</param>
    /// <param name="pageLength">The page's length in words.</param>
    public void Add(int page, ushort occurrences, ushort pageLength)
    {
        Debug.Assert(BlockCount == 0 || page > _blocks[BlockCount - 1].LastPage, "pages only grow");
        int previous = BlockCount == 0 ? -1 : _blocks[BlockCount - 1].LastPage;
        if (_openCount == 0 || _openCount == BlockLength)
        {
            OpenBlock();
        }

        if (_bytes.Length < _length + MaxEntryBytes)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Max(FirstBytes, _length + MaxEntryBytes), _bytes.Length + (_bytes.Length / 8)));
        }

        Write(((uint)(page - previous) << 1) | (occurrences == 1 ? 0u : 1u));
        if (occurrences != 1)
        {
            Write(occurrences);
        }

        ref var block = ref _blocks[BlockCount - 1];
        block.LastPage = page;
        block.End = _length;
        block.MaxOccurrences = Math.Max(block.MaxOccurrences, occurrences);
        block.MinLength = Math.Min(block.MinLength, pageLength);
        MaxOccurrences = Math.Max(MaxOccurrences, occurrences);
        MinLength = Math.Min(MinLength, pageLength);
        _openCount++;
    }

    public void Save(RecallCheckpointStream writer)
    {
        writer.Write(BlockCount);
        writer.Write(_length);
        writer.Write(_openCount);
        writer.Write<PostingBlock>(_blocks.AsSpan(0, BlockCount));
        writer.Write<byte>(_bytes.AsSpan(0, _length));
    }

    public static PostingList Load(RecallCheckpointStream reader)
    {
        var list = new PostingList { BlockCount = reader.Read<int>(), _length = reader.Read<int>(), _openCount = reader.Read<int>() };
        list._blocks = reader.ReadArray<PostingBlock>(list.BlockCount);
        list._bytes = reader.ReadArray<byte>(list._length);
        foreach (ref readonly var block in list._blocks.AsSpan())
        {
            list.MaxOccurrences = Math.Max(list.MaxOccurrences, block.MaxOccurrences);
            list.MinLength = Math.Min(list.MinLength, block.MinLength);
        }

        return list;
    }

    private void OpenBlock()
    {
        if (BlockCount == _blocks.Length)
        {
            Array.Resize(ref _blocks, BlockCount == 0 ? 1 : BlockCount + Math.Max(1, BlockCount / 8));
        }

        _blocks[BlockCount++] = new PostingBlock { MinLength = ushort.MaxValue };
        _openCount = 0;
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
}
