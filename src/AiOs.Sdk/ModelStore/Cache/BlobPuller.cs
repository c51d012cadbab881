namespace AiOs;

/// <summary>Brings one file of a model into a cache. The caller holds the lock of its digest.</summary>
internal sealed class BlobPuller(CacheFolder folder, ModelCacheOptions options, TimeProvider time)
{
    private const int DiskFullUnix = 28; // ENOSPC
    private const int QuotaUnix = 122; // EDQUOT
    private const int DiskFullWindows = unchecked((int)0x80070070); // ERROR_DISK_FULL
    private const int HandleDiskFullWindows = unchecked((int)0x80070027); // ERROR_HANDLE_DISK_FULL

    /// <summary>Pulls until the file is complete and verified, or cannot be.</summary>
    public async ValueTask PullAsync(ModelFile file, IModelSource source, Action<long> report, CancellationToken cancellationToken)
    {
        string digest = file.Sha256.ToLowerInvariant();
        string partial = folder.PartialOf(digest);
        bool resumed = File.Exists(partial) && new FileInfo(partial).Length > 0;
        try
        {
            string actual = await FetchAsync(file, source, partial, report, cancellationToken).ConfigureAwait(false);
            if (!string.Equals(actual, digest, StringComparison.Ordinal) && resumed)
            {
                // The leftover may be from a power cut, whose bytes nobody vouches for: once more, from the beginning.
                File.Delete(partial);
                actual = await FetchAsync(file, source, partial, report, cancellationToken).ConfigureAwait(false);
            }

            if (!string.Equals(actual, digest, StringComparison.Ordinal))
            {
                File.Delete(partial);
                throw new ModelPullException(
                    ModelPullFault.WrongDigest,
                    $"'{file.Path}' from {source.Name} has the SHA-256 {actual}, but the manifest says {digest}. Either the source "
                    + "serves another version, or somebody changed it. Nothing of it was kept.");
            }

            string blob = folder.BlobOf(digest);
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
            File.Move(partial, blob, overwrite: true);
        }
        catch (ModelPullException error) when (error.Fault is ModelPullFault.WrongSize)
        {
            File.Delete(partial);
            throw;
        }
        catch (IOException error)
        {
            File.Delete(partial);
            throw error.HResult is DiskFullUnix or QuotaUnix or DiskFullWindows or HandleDiskFullWindows
                ? new ModelPullException(
                    ModelPullFault.DiskFull, $"The disk of {folder.Root} is full, and '{file.Path}' has {file.SizeBytes} bytes. "
                    + "Nothing of it was kept. Collect garbage, or give the cache more room.", error)
                : new ModelPullException(
                    ModelPullFault.WriteFailed, $"'{file.Path}' cannot be written to {folder.Root}: {error.Message} Nothing of it was kept.", error);
        }
    }

    // Gives the digest of a file of the right length.
    private async ValueTask<string> FetchAsync(
        ModelFile file, IModelSource source, string partial, Action<long> report, CancellationToken cancellationToken)
    {
        var writer = await BlobWriter.OpenAsync(partial, file, options.Envelope, cancellationToken).ConfigureAwait(false);
        await using var disposal = writer.ConfigureAwait(false);
        report(writer.Length);
        int idleAttempts = 0;
        while (writer.Length < file.SizeBytes)
        {
            long before = writer.Length;
            var failure = await TryContinueAsync(writer, file, source, report, cancellationToken).ConfigureAwait(false);
            if (writer.Length == file.SizeBytes)
            {
                break;
            }

            idleAttempts = writer.Length > before ? 0 : idleAttempts + 1;
            if (idleAttempts >= options.MaxAttempts)
            {
                throw failure as ModelSourceException ?? (Exception)new ModelPullException(
                    ModelPullFault.CutShort,
                    $"'{file.Path}' from {source.Name} ended {options.MaxAttempts} times after {writer.Length} of its {file.SizeBytes} "
                    + "bytes. What came is kept; pull again to continue.", failure);
            }

            await Task.Delay(options.RetryDelay * (1 << Math.Min(idleAttempts, 6)), time, cancellationToken).ConfigureAwait(false);
        }

        return await writer.CompleteAsync().ConfigureAwait(false);
    }

    // Gives what went wrong, where trying again may help.
    private static async ValueTask<Exception?> TryContinueAsync(
        BlobWriter writer, ModelFile file, IModelSource source, Action<long> report, CancellationToken cancellationToken)
    {
        try
        {
            var read = await source.OpenAsync(file.Path, writer.Length, cancellationToken).ConfigureAwait(false);
            await using (read.ConfigureAwait(false))
            {
                if (read.TotalBytes is { } total && total != file.SizeBytes)
                {
                    throw new ModelPullException(
                        ModelPullFault.WrongSize,
                        $"'{file.Path}' from {source.Name} has {total} bytes, but the manifest says {file.SizeBytes}.");
                }

                if (read.Offset != writer.Length)
                {
                    writer.Restart();
                }

                await writer.TakeAsync(read.Content, file.SizeBytes, report, cancellationToken).ConfigureAwait(false);
                return null;
            }
        }
        catch (BlobReadException error)
        {
            return error.InnerException;
        }
        catch (ModelSourceException error) when (error.Fault == ModelSourceFault.Unavailable)
        {
            return error;
        }
    }
}
