using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>The checkpoint of one space: a file that is replaced as a whole.</summary>
/// <remarks>
/// A page that was loaded takes part only once it is added again, as it is when the space replays its log: so an erasure that a crash cut off from
/// the index cannot come back through a checkpoint. What cannot be read or written is logged and done without, since all of it can be made again; only what
/// cannot be deleted is a failure. Threads: one at a time.
/// </remarks>
internal sealed class RecallCheckpointFile
{
    private const int MaxPages = 100_000_000; // Larger indexes are made again from their pages.
    private const int BufferBytes = 1 << 20;
    private readonly RecallCheckpointOptions _options;
    private readonly ILogger _logger;
    private readonly string _path;
    private bool[] _confirmed = [];
    private int _unconfirmed; // Of those loaded.
    private int _next; // Where the page that is added next probably is.
    private int _savedPages;
    private int _triedPages; // Of which a checkpoint was written, or could not be.

    public RecallCheckpointFile(RecallCheckpointOptions options, string space, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _path = Path.Combine(options.Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(space))) + ".recall");
    }

    /// <summary>Reads the checkpoint.</summary>
    /// <returns>The index, or null where there is none that is whole.</returns>
    public async ValueTask<RecallStore?> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        // Read from start to end, and many numbers are made of what is read: on another thread, and without waiting for each piece.
        var store = await Task.Run(Load, cancellationToken).ConfigureAwait(false);
        _savedPages = store?.Documents.Count ?? 0;
        _triedPages = _savedPages;
        _confirmed = new bool[_savedPages];
        _unconfirmed = _savedPages;
        return store;
    }

    /// <summary>Gets a value indicating whether pages were loaded, and every one of them was added again.</summary>
    public bool IsConfirmed => _confirmed.Length > 0 && _unconfirmed == 0;

    /// <summary>Notes that a page is added.</summary>
    /// <returns>Whether it was loaded: it is in the index already.</returns>
    public bool Confirm(RecallStore store, PageId page)
    {
        if (_confirmed.Length == 0)
        {
            return false;
        }

        int number = store.Ids.FindNear(page, _next);
        if ((uint)number >= (uint)_confirmed.Length)
        {
            return false;
        }

        _unconfirmed -= _confirmed[number] ? 0 : 1;
        _confirmed[number] = true;
        _next = number + 1;
        return true;
    }

    /// <summary>Gives the index without the loaded pages that were not added again; the same index where there are none.</summary>
    public RecallStore Settle(RecallStore store)
    {
        bool[] confirmed = _confirmed;
        _confirmed = [];
        if (_unconfirmed == 0)
        {
            return store;
        }

        Delete();
        return store.Where(page => page >= confirmed.Length || confirmed[page]);
    }

    public bool IsDue(RecallStore store) =>
        store.Documents.Count - _triedPages >= Math.Max(_options.MinNewPages, _options.MinNewShare * store.Documents.Count);

    public async ValueTask SaveAsync(RecallStore store, CancellationToken cancellationToken)
    {
        if (store.Documents.Count is 0 or > MaxPages || store.Documents.Count == _savedPages)
        {
            return;
        }

        _triedPages = store.Documents.Count;
        try
        {
            Directory.CreateDirectory(_options.Folder);
            string draft = _path + ".new";
            await Task.Run(() => Save(store, draft), cancellationToken).ConfigureAwait(false);
            File.Move(draft, _path, overwrite: true);
            _savedPages = store.Documents.Count;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            RecallLog.CheckpointNotWritten(_logger, reason);
        }
    }

    private RecallStore? Load()
    {
        try
        {
            using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
            return RecallCheckpoint.Load(stream);
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            RecallLog.CheckpointNotRead(_logger, reason);
            return null;
        }
    }

    private static void Save(RecallStore store, string draft)
    {
        using var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);
        RecallCheckpoint.Save(store, stream);
        stream.Flush(flushToDisk: true);
    }

    public void Delete()
    {
        if (Directory.Exists(_options.Folder))
        {
            File.Delete(_path);
            File.Delete(_path + ".new");
        }

        (_savedPages, _triedPages) = (0, 0);
    }
}
