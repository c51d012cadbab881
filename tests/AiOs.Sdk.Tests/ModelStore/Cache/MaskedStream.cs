namespace AiOs;

/// <summary>A file whose bytes are masked on disk, and whose disk fails when its room is used up.</summary>
internal sealed class MaskedStream(Stream file, byte mask, long room, int errno) : Stream
{
    private long _room = room;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if ((_room -= count) < 0)
        {
            throw new IOException("The disk fails.", errno);
        }

        file.Write([.. buffer.Skip(offset).Take(count).Select(b => (byte)(b ^ mask))]);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = file.Read(buffer, offset, count);
        for (int i = offset; i < offset + read; i++)
        {
            buffer[i] ^= mask;
        }

        return read;
    }

    public override void Flush() => file.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }
}
