namespace AiOs;

/// <summary>Reads an encrypted file at any place, a chunk at a time.</summary>
internal sealed class DecryptingStream : Stream
{
    private readonly Stream _file;
    private readonly int _headBytes;
    private readonly ChunkCipher _cipher;
    private readonly string _what;
    private readonly byte[] _sealed;
    private readonly byte[] _plain;
    private readonly long _chunks;
    private long _held = -1; // The number of the chunk in _plain.
    private int _heldBytes;
    private long _position;

    /// <summary>Opens, and checks the last chunk: a file that was cut off does not open.</summary>
    public DecryptingStream(Stream file, int headBytes, ChunkCipher cipher, string what)
    {
        _file = file;
        _headBytes = headBytes;
        _cipher = cipher;
        _what = what;
        _sealed = new byte[cipher.SealedBytes];
        _plain = new byte[cipher.ChunkBytes];
        long body = file.Length - headBytes;
        _chunks = (body + cipher.SealedBytes - 1) / cipher.SealedBytes;
        if (_chunks < 1)
        {
            throw new EnvelopeException(what, "it has no chunk");
        }

        Length = body - (_chunks * Aead.TagBytes);
        Hold(_chunks - 1);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        Hold(_position / _cipher.ChunkBytes);
        var rest = _plain.AsSpan(0, _heldBytes)[(int)(_position % _cipher.ChunkBytes)..];
        int count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("An encrypted file is opened to be read.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("An encrypted file is opened to be read; write it with EncryptedFile.WriteAsync.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(_plain);
        }

        base.Dispose(disposing);
    }

    private void Hold(long number)
    {
        if (_held == number)
        {
            return;
        }

        _held = -1;
        _file.Position = _headBytes + (number * _cipher.SealedBytes);
        int count = _file.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false);
        bool isLast = number == _chunks - 1;
        if (!_cipher.TryOpen(number, isLast, _sealed.AsSpan(0, count), _plain.AsSpan(0, Math.Max(0, count - Aead.TagBytes))))
        {
            throw new EnvelopeException(_what, $"its chunk {number} of {_chunks} is not the one that was sealed there");
        }

        _held = number;
        _heldBytes = count - Aead.TagBytes;
    }
}
