namespace AiOs;

/// <summary>An HNSW index in a folder: a snapshot that is mapped into memory, and a log of every write since.</summary>
/// <remarks>
/// <para>Durable: a write that has returned survives a killed process, and a power cut too while
/// <see cref="DurableVectorOptions.FlushEveryWrite"/> holds. Opening recovers to the last write that returned.</para>
/// <para>Damage: every flipped byte and every missing one is found: <see cref="VectorFileException"/>, or, at the very end of the log,
/// <see cref="VectorRecovery.DroppedBytes"/>.</para>
/// <para>Threads: as <see cref="HnswIndex"/>. One folder has one writer; a second one is refused.</para>
/// </remarks>
public sealed class DurableVectorIndex : IVectorIndex, IDisposable
{
    private readonly Lock _writing = new();
    private readonly IDisk _disk;
    private readonly VectorFolder _folder;
    private readonly HnswIndex _index;
    private readonly DurableVectorOptions _durability;
    private WriteAheadLog _log;
    private long _generation;
    private long _sequence;
    private long _checkpointAt;
    private bool _isDisposed;

    private DurableVectorIndex(
        IDisk disk, VectorFolder folder, HnswIndex index, DurableVectorOptions durability, WriteAheadLog log, VectorRecovery recovery, long generation,
        long sequence)
    {
        _disk = disk;
        _folder = folder;
        _index = index;
        _durability = durability;
        _checkpointAt = durability.CheckpointBytes;
        _log = log;
        Recovery = recovery;
        _generation = generation;
        _sequence = sequence;
    }

    /// <inheritdoc/>
    public int Dimensions => _index.Dimensions;

    /// <inheritdoc/>
    public VectorMetric Metric => _index.Metric;

    /// <inheritdoc/>
    public int Count => _index.Count;

    /// <summary>Gets what opening found in the log.</summary>
    public VectorRecovery Recovery { get; }

    /// <summary>Gets why the last snapshot that a long log asked for could not be written, or null. The writes themselves are safe in the log.</summary>
    public VectorFileException? CheckpointFailure { get; private set; }

    /// <summary>Gets the number of the last operation.</summary>
    internal long Sequence => _sequence;

    /// <summary>Opens the index in a folder, or creates an empty one there.</summary>
    /// <param name="folder">The folder; created if need be. It belongs to the index alone.</param>
    /// <param name="dimensions">The length of every vector.</param>
    /// <param name="options">Settings of the graph; metric, codes, links and seed must be those it was created with.</param>
    /// <param name="durability">When to write what.</param>
    /// <returns>The index.</returns>
    /// <exception cref="VectorFileException">The files are foreign, newer, damaged, of another index, or open in another writer.</exception>
    public static DurableVectorIndex Open(
        string folder, int dimensions, HnswOptions? options = null, DurableVectorOptions? durability = null) =>
        Open(Disk.Instance, folder, dimensions, options, durability);

    internal static DurableVectorIndex Open(IDisk disk, string folder, int dimensions, HnswOptions? options, DurableVectorOptions? durability)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        VectorInput.CheckDimensions(dimensions);
        var settings = (options ?? new HnswOptions()).Validated();
        var promised = (durability ?? new DurableVectorOptions()).Validated();
        var taken = VectorFolder.Take(folder);
        try
        {
            return Open(disk, taken, dimensions, settings, promised);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Contains(long key) => _index.Contains(key);

    /// <inheritdoc/>
    public bool TryGet(long key, Span<float> vector) => _index.TryGet(key, vector);

    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<Neighbor> nearest, VectorSearchOptions options = default) =>
        _index.Search(query, nearest, options);

    /// <inheritdoc/>
    /// <exception cref="VectorFileException">The log could not be written; nothing has changed.</exception>
    public void Add(long key, ReadOnlySpan<float> vector)
    {
        VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            if (_index.Contains(key))
            {
                throw new DuplicateVectorKeyException(key);
            }

            Store(key, vector, isNew: true);
        }
    }

    /// <summary>Stores copies of many vectors under new keys, as one operation: after a crash either all of them are there or none.</summary>
    /// <param name="keys">Keys that are not stored yet, each once.</param>
    /// <param name="vectors">Shape [keys, Dimensions], row by row.</param>
    /// <param name="threads">Threads to use, 1 or more; by default one a core. The graph is the same on any number of them.</param>
    /// <remarks>One flush for all of them, where single writes take one each. A batch is at most 2,000,000,000 bytes of log, which each
    /// vector takes 4 a dimension and 32 of.</remarks>
    /// <exception cref="InvalidVectorException">A vector cannot be stored; nothing has changed.</exception>
    /// <exception cref="DuplicateVectorKeyException">A key is stored already or comes twice; nothing has changed.</exception>
    /// <exception cref="VectorCapacityException">There is no room for all of them; nothing has changed.</exception>
    /// <exception cref="ArgumentException">The vectors are not as many as the keys.</exception>
    /// <exception cref="VectorFileException">The log could not be written; nothing has changed.</exception>
    public void AddMany(ReadOnlySpan<long> keys, ReadOnlySpan<float> vectors, int? threads = null)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _index.CheckMany(keys, vectors, threads);
            if (keys.IsEmpty)
            {
                return;
            }

            _log.Append(_sequence + 1, keys, vectors, _durability.FlushEveryWrite);
            _sequence += keys.Length;
            _index.AddMany(keys, vectors, threads);
            CheckpointIfLong();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="VectorFileException">The log could not be written; nothing has changed.</exception>
    public bool Upsert(long key, ReadOnlySpan<float> vector)
    {
        VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            bool isNew = !_index.Contains(key);
            Store(key, vector, isNew);
            return !isNew;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="VectorFileException">The log could not be written; nothing has changed.</exception>
    public void Update(long key, ReadOnlySpan<float> vector)
    {
        VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            if (!_index.Contains(key))
            {
                throw new UnknownVectorKeyException(key);
            }

            Store(key, vector, isNew: false);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="VectorFileException">The log could not be written; nothing has changed.</exception>
    public bool Remove(long key)
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_index.Contains(key))
            {
                return false;
            }

            _log.Append(_sequence + 1, key, [], _durability.FlushEveryWrite);
            _sequence++;
            _index.Remove(key);
            CheckpointIfLong();
            return true;
        }
    }

    /// <summary>Lists the keys of all vectors.</summary>
    /// <returns>Each key once, in no particular order.</returns>
    public long[] GetKeys() => _index.GetKeys();

    /// <summary>Makes every write so far durable, where writes do not do so themselves.</summary>
    /// <exception cref="VectorFileException">The log could not be flushed.</exception>
    public void Flush()
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _log.Flush();
        }
    }

    /// <summary>Writes a snapshot and begins an empty log, so that the next opening has nothing to replay. Searches go on meanwhile.</summary>
    /// <exception cref="VectorFileException">The snapshot could not be written; the older one and its log go on.</exception>
    public void Checkpoint()
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            WriteCheckpoint();
        }
    }

    /// <summary>Compacts the index in memory, then writes a snapshot.</summary>
    /// <exception cref="VectorFileException">The snapshot could not be written.</exception>
    public void Compact()
    {
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _index.Compact();
            WriteCheckpoint();
        }
    }

    /// <summary>Closes the files. Searches still work; writes throw.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _log.Dispose();
                _folder.Dispose();
            }
        }
    }

    private static DurableVectorIndex Open(
        IDisk disk, VectorFolder folder, int dimensions, HnswOptions options, DurableVectorOptions durability)
    {
        long generation = folder.Latest();
        if (generation < 0)
        {
            var empty = new HnswIndex(dimensions, options);
            var created = Begin(disk, folder, empty, 0, 0);
            return new DurableVectorIndex(disk, folder, empty, durability, created, new VectorRecovery(0, 0), 0, 0);
        }

        string path = folder.Snapshot(generation);
        var header = SnapshotHeaderOf(path, dimensions, options);
        var index = HnswIndex.Map(path, header, durability.VerifyOnOpen, options);
        if (!File.Exists(folder.Log(generation)))
        {
            throw VectorFileException.Damaged(folder.Path, $"the log of generation {generation} is missing");
        }

        void Replay(long[] keys, float[] vectors)
        {
            if (vectors.Length == 0)
            {
                index.Remove(keys[0]);
            }
            else if (keys.Length == 1)
            {
                index.Upsert(keys[0], vectors);
            }
            else
            {
                index.AddMany(keys, vectors);
            }
        }

        var log = WriteAheadLog.Open(disk, folder.Log(generation), generation, dimensions, header.Sequence, Replay, out var recovery);
        folder.Clean(generation);
        return new DurableVectorIndex(disk, folder, index, durability, log, recovery, generation, header.Sequence + recovery.ReplayedOperations);
    }

    private static SnapshotHeader SnapshotHeaderOf(string path, int dimensions, HnswOptions options)
    {
        var header = Snapshot.ReadHeader(path);
        bool isSame = header.Dimensions == dimensions && header.Metric == (int)options.Metric && header.Codes == (int)options.Codes
            && header.MaxLinks == options.MaxLinks && header.Seed == options.Seed;
        return isSame ? header : throw new VectorFileException(
            VectorFileFault.Mismatch,
            path,
            $"{path} holds vectors of {header.Dimensions} dimensions under {(VectorMetric)header.Metric} with {(VectorCodes)header.Codes} codes, M "
            + $"{header.MaxLinks} and seed {header.Seed}; asked for were {dimensions}, {options.Metric}, {options.Codes}, {options.MaxLinks} and "
            + $"{options.Seed}. Open it with its own settings, or use another folder.");
    }

    // The log first: whoever finds a snapshot finds its log. The name of the snapshot is what makes both valid.
    private static WriteAheadLog Begin(IDisk disk, VectorFolder folder, HnswIndex index, long generation, long sequence)
    {
        WriteAheadLog? log = null;
        try
        {
            log = WriteAheadLog.Create(disk, folder.Log(generation), generation, index.Dimensions);
            index.Save(folder.Snapshot(generation), sequence, disk);
        }
        catch (Exception error)
        {
            log?.Dispose();
            if (DiskFault.Is(error) && error is not VectorFileException)
            {
                throw new VectorFileException(
                    VectorFileFault.WriteFailed, folder.Path, $"A new log could not be created in {folder.Path}: {error.Message}", error);
            }

            throw;
        }

        folder.Clean(generation);
        return log;
    }

    private void Store(long key, ReadOnlySpan<float> vector, bool isNew)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (isNew && _index.Count >= _index.Options.MaxCapacity)
        {
            throw new VectorCapacityException(_index.Options.MaxCapacity);
        }

        _log.Append(_sequence + 1, key, vector, _durability.FlushEveryWrite);
        _sequence++;
        _index.Upsert(key, vector);
        CheckpointIfLong();
    }

    private void CheckpointIfLong()
    {
        if (_log.Length < _checkpointAt)
        {
            return;
        }

        try
        {
            WriteCheckpoint();
        }
        catch (VectorFileException error)
        {
            // The write itself is done and durable, so it may not throw. The log goes on, twice as long until the next attempt.
            CheckpointFailure = error;
            _checkpointAt = 2 * _log.Length;
        }
    }

    private void WriteCheckpoint()
    {
        var log = Begin(_disk, _folder, _index, _generation + 1, _sequence);
        _log.Dispose();
        _log = log;
        _generation++;
        _checkpointAt = _durability.CheckpointBytes;
        CheckpointFailure = null;
    }
}
