namespace AiOs;

/// <summary>One lock for each digest, over the threads of this process and over all processes that share the folder.</summary>
internal sealed class DigestLocks(CacheFolder folder, TimeSpan pollInterval, TimeProvider time)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Waits for the lock of a digest.</summary>
    public async ValueTask<IDisposable> AcquireAsync(string digest, CancellationToken cancellationToken)
    {
        var entry = Enter(digest);
        try
        {
            // Threads queue here, so that a process polls at most once for each digest.
            await entry.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(digest, entry);
            throw;
        }

        try
        {
            while (true)
            {
                if (folder.TryLock(digest) is { } file)
                {
                    return new Held(this, digest, entry, file);
                }

                await Task.Delay(pollInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            entry.Gate.Release();
            Leave(digest, entry);
            throw;
        }
    }

    /// <summary>Takes the lock of a digest, or gives null where another thread or process holds it.</summary>
    public async ValueTask<IDisposable?> TryAcquireAsync(string digest, CancellationToken cancellationToken)
    {
        var entry = Enter(digest);
        bool entered = false;
        IDisposable? held = null;
        try
        {
            entered = await entry.Gate.WaitAsync(0, cancellationToken).ConfigureAwait(false);
            held = entered && folder.TryLock(digest) is { } file ? new Held(this, digest, entry, file) : null;
            return held;
        }
        finally
        {
            if (held is null)
            {
                if (entered)
                {
                    entry.Gate.Release();
                }

                Leave(digest, entry);
            }
        }
    }

    private Entry Enter(string digest)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(digest, out var entry))
            {
                _entries.Add(digest, entry = new Entry());
            }

            entry.Users++;
            return entry;
        }
    }

    private void Leave(string digest, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Users == 0)
            {
                _entries.Remove(digest);
                entry.Gate.Dispose();
            }
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(DigestLocks owner, string digest, Entry entry, FileStream file) : IDisposable
    {
        private FileStream? _file = file;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _file, null) is { } held)
            {
                held.Dispose();
                entry.Gate.Release();
                owner.Leave(digest, entry);
            }
        }
    }
}
