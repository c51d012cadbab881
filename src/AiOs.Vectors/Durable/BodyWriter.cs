using Microsoft.Win32.SafeHandles;

namespace AiOs;

/// <summary>Writes the body of a snapshot in blocks, each with its checksum. Blocks of zeros are left out: the file has holes there.</summary>
internal sealed unsafe class BodyWriter(SafeFileHandle file)
{
    public const int BlockBytes = 64 << 10;
    public const int Alignment = 4096;

    private readonly byte[] _block = new byte[BlockBytes];
    private readonly List<uint> _checksums = [];
    private int _filled;

    /// <summary>Gets the checksum of every block written so far.</summary>
    public IReadOnlyList<uint> Checksums => _checksums;

    /// <summary>Gets the bytes written so far.</summary>
    public long Position => (long)_checksums.Count * BlockBytes + _filled;

    /// <summary>Writes a section: bytes from memory, then zeros up to its length and the next page.</summary>
    public void Section(byte* pointer, long bytes, long length)
    {
        long end = (Position + length + Alignment - 1) / Alignment * Alignment;
        for (long done = 0; done < bytes;)
        {
            int part = (int)Math.Min(bytes - done, BlockBytes - _filled);
            new ReadOnlySpan<byte>(pointer + done, part).CopyTo(_block.AsSpan(_filled));
            done += part;
            Filled(part);
        }

        while (Position < end)
        {
            int part = (int)Math.Min(end - Position, BlockBytes - _filled);
            _block.AsSpan(_filled, part).Clear();
            Filled(part);
        }
    }

    /// <summary>Fills the last block up with zeros and writes it.</summary>
    public void Finish()
    {
        if (_filled > 0)
        {
            _block.AsSpan(_filled).Clear();
            Filled(BlockBytes - _filled);
        }
    }

    private void Filled(int bytes)
    {
        _filled += bytes;
        if (_filled < BlockBytes)
        {
            return;
        }

        if (_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            RandomAccess.Write(file, _block, SnapshotHeader.Bytes + (long)_checksums.Count * BlockBytes);
        }

        _checksums.Add(Checksum.Of(_block));
        _filled = 0;
    }
}
