using System.Buffers;
using System.Security.Cryptography;

namespace AiOs;

/// <summary>Writes and digests one file at the same time: while stretches are hashed, others are read, written and brought to the disk.</summary>
internal sealed class BlobWriter : IAsyncDisposable
{
    private const int StretchBytes = 1 << 20;
    private const int StretchesAtOnce = 4; // A disk that pauses for a moment does not stop the digest.

    // Left to the end, the flush is as long as the disk takes for the whole file. Flushed on the way, it has little left to do.
    private const long FlushBytes = 32L << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _file;
    private readonly Stream _target;
    private readonly bool _resumes;
    private readonly byte[]?[] _buffers = new byte[]?[StretchesAtOnce];
    private readonly int _stretchBytes;
    private Task _flush = Task.CompletedTask;
    private long _flushedBytes;

    private BlobWriter(FileStream file, Stream target, bool resumes, long sizeBytes)
    {
        _stretchBytes = (int)Math.Clamp(sizeBytes, 1, StretchBytes);
        _file = file;
        _target = target;
        _resumes = resumes;
    }

    /// <summary>Gets the bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>Opens a partial file, and digests what an earlier pull left of it.</summary>
    public static async ValueTask<BlobWriter> OpenAsync(
        string path, ModelFile file, IModelFileEnvelope? envelope, CancellationToken cancellationToken)
    {
        // What an envelope wrote cannot be continued in its middle.
        var stream = new FileStream(
            path, envelope is null ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous);
        Stream target = stream;
        try
        {
            target = envelope?.WrapWriter(stream, file.Sha256.ToLowerInvariant()) ?? stream;
            var writer = new BlobWriter(stream, target, envelope is null, file.SizeBytes);
            if (envelope is null && stream.Length > file.SizeBytes)
            {
                stream.SetLength(0);
            }

            await writer.DigestLeftoverAsync(cancellationToken).ConfigureAwait(false);
            return writer;
        }
        catch
        {
            await target.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Forgets everything written, where the file can be begun again.</summary>
    public void Restart()
    {
        if (!_resumes)
        {
            throw new ModelPullException(
                ModelPullFault.CutShort, "An encrypted file was cut off and cannot be continued in its middle. Pull the model again.");
        }

        _file.SetLength(0);
        _hash.GetHashAndReset();
        Length = 0;
        _flushedBytes = 0;
    }

    /// <summary>Takes all of a stream.</summary>
    /// <param name="content">The stream, from <see cref="Length"/> on.</param>
    /// <param name="maxBytes">The size of the whole file; a byte more is an error.</param>
    /// <param name="report">Told the length after every stretch.</param>
    /// <param name="cancellationToken">Cancels between stretches.</param>
    /// <exception cref="BlobReadException">The source failed; what came before is kept.</exception>
    /// <exception cref="ModelPullException">There is more content than the file may have.</exception>
    public async ValueTask TakeAsync(Stream content, long maxBytes, Action<long> report, CancellationToken cancellationToken)
    {
        var digests = new Task[StretchesAtOnce];
        Array.Fill(digests, Task.CompletedTask);
        var digest = Task.CompletedTask;
        try
        {
            for (int slot = 0; ; slot = (slot + 1) % StretchesAtOnce)
            {
                await digests[slot].ConfigureAwait(false);
                byte[] stretch = _buffers[slot] ??= ArrayPool<byte>.Shared.Rent(_stretchBytes);
                int count = await ReadAsync(content, stretch.AsMemory(0, _stretchBytes), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                if (count > maxBytes - Length)
                {
                    throw new ModelPullException(
                        ModelPullFault.WrongSize, $"The source sends more than the {maxBytes} bytes that the manifest says.");
                }

                // What is digested must be what the file holds: a write that fails ends the pull, and nothing of it is kept.
                digests[slot] = digest = DigestAsync(digest, stretch, count);
                await _target.WriteAsync(stretch.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                Length += count;
                await FlushNowAndThenAsync().ConfigureAwait(false);
                report(Length);
            }
        }
        finally
        {
            await digest.ConfigureAwait(false); // Whatever happened, nobody may touch a buffer before it is digested.
        }
    }

    /// <summary>Makes the file durable, and says what its digest is.</summary>
    public async ValueTask<string> CompleteAsync()
    {
        string path = _file.Name;
        await _flush.ConfigureAwait(false);
        await _target.DisposeAsync().ConfigureAwait(false); // An envelope completes itself only now.
        using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(handle);
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A flush that failed has been reported by now, or the pull failed of something else.
        await _flush.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hash.Dispose();
        foreach (byte[]? buffer in _buffers)
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        await _target.DisposeAsync().ConfigureAwait(false);
    }

    private async Task DigestAsync(Task earlier, byte[] stretch, int count)
    {
        await earlier.ConfigureAwait(false);
        await Task.Run(() => _hash.AppendData(stretch, 0, count)).ConfigureAwait(false);
    }

    // One flush at a time, beside everything else.
    private async ValueTask FlushNowAndThenAsync()
    {
        if (Length - _flushedBytes >= FlushBytes && _flush.IsCompleted)
        {
            await _flush.ConfigureAwait(false); // It may have found the disk full.
            _flushedBytes = Length;
            _flush = Task.Run(() => RandomAccess.FlushToDisk(_file.SafeFileHandle));
        }
    }

    private async ValueTask DigestLeftoverAsync(CancellationToken cancellationToken)
    {
        byte[] stretch = _buffers[0] ??= ArrayPool<byte>.Shared.Rent(_stretchBytes);
        while (_resumes && await _file.ReadAsync(stretch, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            _hash.AppendData(stretch, 0, count);
            Length += count;
        }

        _flushedBytes = Length;
    }

    // Fills the buffer, so that the number of stretches does not depend on how the network cuts.
    private static async ValueTask<int> ReadAsync(Stream content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count = 0;
        try
        {
            while (count < buffer.Length)
            {
                int read = await content.ReadAsync(buffer[count..], cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                count += read;
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or ModelSourceException)
        {
            // Bytes that came before a cut are as good as others: they are kept, and the next read finds the cut again.
            return count > 0 ? count : throw new BlobReadException(error);
        }

        return count;
    }
}
