namespace AiOs;

/// <summary>The body of an answer, whose every read must bring bytes in time. Reading only, and only asynchronously.</summary>
internal sealed class StallingStream : Stream
{
    private readonly Stream _inner;
    private readonly StallGuard _stall;
    private readonly Uri _address;

    public StallingStream(Stream inner, StallGuard stall, Uri address)
    {
        _inner = inner;
        _stall = stall;
        _address = address;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var token = _stall.Begin(cancellationToken);
        try
        {
            return await _inner.ReadAsync(buffer, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelSourceException(
                ModelSourceFault.Unavailable, $"{_address.GetLeftPart(UriPartial.Path)} stopped sending in the middle of a file.");
        }
        finally
        {
            _stall.End();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stall.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
