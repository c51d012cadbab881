namespace AiOs;

/// <summary>The default cache: a folder, addressed by content, shared by every process that opens it.</summary>
/// <remarks>
/// <para>A file appears under its digest only once it is complete, flushed and verified, by one atomic rename.</para>
/// <para>
/// Of several processes that pull one file, one downloads and the others wait for it; when it is killed, the system releases its
/// lock and the next continues where it stopped.
/// </para>
/// </remarks>
public sealed class FolderModelCache : IModelCache
{
    private readonly CacheFolder _folder;
    private readonly ModelCacheOptions _options;
    private readonly TimeProvider _time;
    private readonly DigestLocks _locks;
    private readonly BlobPuller _puller;

    /// <summary>Opens a cache.</summary>
    /// <param name="folder">The folder, created where it is not there. Its disk must support file locks.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="time">Dates loans and waits between attempts; null for the system's clock.</param>
    public FolderModelCache(string folder, ModelCacheOptions? options = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _options = (options ?? new ModelCacheOptions()).Validated();
        _time = time ?? TimeProvider.System;
        _folder = new CacheFolder(folder);
        _locks = new DigestLocks(_folder, _options.LockPollInterval, _time);
        _puller = new BlobPuller(_folder, _options, _time);
    }

    /// <inheritdoc/>
    public async ValueTask<IModelFiles> PullAsync(
        ModelManifest manifest,
        IModelSource source,
        IProgress<ModelPullProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(source);
        ModelManifestRules.Check(manifest, "the caller");
        long total = CheckSize(manifest);
        var leases = new List<FileStream>(manifest.Files.Count);
        try
        {
            long done = 0;
            foreach (var file in manifest.Files)
            {
                long before = done;
                leases.Add(await BringAsync(
                    file,
                    source,
                    bytes => progress?.Report(new ModelPullProgress(file.Path, bytes, file.SizeBytes, before + bytes, total)),
                    cancellationToken).ConfigureAwait(false));
                done += file.SizeBytes;
            }

            return new ModelFiles(_folder, manifest.Files, leases, _options.Envelope);
        }
        catch
        {
            foreach (var lease in leases)
            {
                await lease.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ModelCollection> CollectAsync(long maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        int deletedFiles = 0;
        long deleted = 0;
        long leased = 0;
        var blobs = _folder.ListBlobs();
        var partials = _folder.ListPartials();
        long kept = blobs.Sum(static file => file.Length) + partials.Sum(static file => file.Length);
        foreach (var file in partials.Concat(blobs)) // Unfinished ones first: nobody can use them.
        {
            cancellationToken.ThrowIfCancellationRequested();
            long length = file.Length;
            var (isDeleted, isLent) = kept > maxBytes || maxBytes == 0
                ? await TryDeleteAsync(file, cancellationToken).ConfigureAwait(false)
                : (false, false);
            leased += isLent ? length : 0;
            if (isDeleted)
            {
                deletedFiles++;
                deleted += length;
                kept -= length;
            }
        }

        return new ModelCollection(deletedFiles, deleted, kept, leased);
    }

    private async ValueTask<FileStream> BringAsync(
        ModelFile file, IModelSource source, Action<long> report, CancellationToken cancellationToken)
    {
        string digest = file.Sha256.ToLowerInvariant();
        using var held = await _locks.AcquireAsync(digest, cancellationToken).ConfigureAwait(false);
        var blob = new FileInfo(_folder.BlobOf(digest));
        if (!blob.Exists)
        {
            CheckRoom(file, digest);
            await _puller.PullAsync(file, source, report, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            report(file.SizeBytes);
        }

        // While the lock is held, so that no collection comes between the file and its loan.
        var lease = _folder.Lend(digest);
        File.SetLastWriteTimeUtc(blob.FullName, _time.GetUtcNow().UtcDateTime);
        return lease;
    }

    private async ValueTask<(bool IsDeleted, bool IsLent)> TryDeleteAsync(FileInfo file, CancellationToken cancellationToken)
    {
        using var held = await _locks.TryAcquireAsync(file.Name, cancellationToken).ConfigureAwait(false);
        if (held is null || _folder.IsLent(file.Name))
        {
            return (false, true); // Being pulled, or on loan.
        }

        file.Delete();
        return (true, false);
    }

    private long CheckSize(ModelManifest manifest)
    {
        if (manifest.Files.Count == 0)
        {
            throw new ModelPullException(ModelPullFault.NoFiles, $"The manifest of '{manifest.Id}' has no files to pull.");
        }

        long total = 0;
        foreach (var file in manifest.Files)
        {
            total += file.SizeBytes;
            if (total > _options.MaxModelBytes || total < 0)
            {
                throw new ModelPullException(
                    ModelPullFault.TooLarge,
                    $"The model '{manifest.Id}' is larger than the {_options.MaxModelBytes} bytes that this host pulls.");
            }
        }

        return total;
    }

    // Asking first is kinder than failing after an hour; the disk may still fill up meanwhile, which the puller notices.
    private void CheckRoom(ModelFile file, string digest)
    {
        var partial = new FileInfo(_folder.PartialOf(digest));
        long missing = file.SizeBytes - (partial.Exists ? Math.Min(partial.Length, file.SizeBytes) : 0);
        long free = new DriveInfo(_folder.Root).AvailableFreeSpace - _options.ReservedDiskBytes;
        if (missing > free)
        {
            throw new ModelPullException(
                ModelPullFault.DiskFull,
                $"'{file.Path}' needs {missing} more bytes, and the disk of {_folder.Root} has room for {Math.Max(0, free)} beside the "
                + $"{_options.ReservedDiskBytes} to be kept free. Collect garbage, or give the cache more room.");
        }
    }
}
