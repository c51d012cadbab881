namespace AiOs;

/// <summary>Writes an encrypted file from its beginning to its end, a chunk at a time.</summary>
internal sealed class EncryptingStream(Stream file, ChunkCipher cipher) : Stream
{
    private readonly byte[] _plain = new byte[cipher.ChunkBytes];
    private readonly byte[] _sealed = new byte[cipher.SealedBytes];
    private int _held; // A full chunk is held until more comes: the last one is sealed as the last.
    private long _number;
    private bool _isClosed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_isClosed;

    public override long Length => (_number * cipher.ChunkBytes) + _held;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException("An encrypted file is written from its beginning to its end.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        while (!buffer.IsEmpty)
        {
            if (_held == _plain.Length)
            {
                SealHeld(isLast: false);
            }

            int count = Math.Min(buffer.Length, _plain.Length - _held);
            buffer[..count].CopyTo(_plain.AsSpan(_held));
            _held += count;
            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Does nothing: a chunk can only be written when it is known whether another one follows.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An encrypted file is being written.");

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("An encrypted file is written from its beginning to its end.");

    public override void SetLength(long value) => throw new NotSupportedException("An encrypted file is written from its beginning to its end.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            try
            {
                SealHeld(isLast: true);
            }
            finally
            {
                file.Dispose();
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(_plain);
            }
        }

        base.Dispose(disposing);
    }

    private void SealHeld(bool isLast)
    {
        int length = _held + Aead.TagBytes;
        cipher.Seal(_number++, isLast, _plain.AsSpan(0, _held), _sealed.AsSpan(0, length));
        file.Write(_sealed, 0, length);
        _held = 0;
    }
}
