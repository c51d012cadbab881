using System.Security.Cryptography;

namespace AiOs;

/// <summary>Writes and digests one file at the same time: while a stretch is hashed, the next one is read and the last one written.</summary>
internal sealed class BlobWriter : IAsyncDisposable
{
    private const int StretchBytes = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _file;
    private readonly Stream _target;
    private readonly bool _resumes;
    private byte[] _front = new byte[StretchBytes];
    private byte[] _back = new byte[StretchBytes];

    private BlobWriter(FileStream file, Stream target, bool resumes)
    {
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
            var writer = new BlobWriter(stream, target, envelope is null);
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
        int count = await ReadAsync(content, _front, cancellationToken).ConfigureAwait(false);
        while (count > 0)
        {
            if (count > maxBytes - Length)
            {
                throw new ModelPullException(
                    ModelPullFault.WrongSize, $"The source sends more than the {maxBytes} bytes that the manifest says.");
            }

            byte[] stretch = _front;
            int length = count;
            var digest = Task.Run(() => _hash.AppendData(stretch, 0, length), CancellationToken.None);
            try
            {
                await _target.WriteAsync(stretch.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
                Length += length;
                report(Length);
                (_front, _back) = (_back, _front);
                count = await ReadAsync(content, _front, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await digest.ConfigureAwait(false); // Whatever happened, nobody may touch the buffer before it is digested.
            }
        }
    }

    /// <summary>Makes the file durable, and says what its digest is.</summary>
    public async ValueTask<string> CompleteAsync()
    {
        string path = _file.Name;
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
        _hash.Dispose();
        await _target.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask DigestLeftoverAsync(CancellationToken cancellationToken)
    {
        while (_resumes && await _file.ReadAsync(_front, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            _hash.AppendData(_front, 0, count);
            Length += count;
        }
    }

    // Fills the buffer, so that the number of stretches does not depend on how the network cuts.
    private static async ValueTask<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        int count = 0;
        try
        {
            while (count < buffer.Length)
            {
                int read = await content.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
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
