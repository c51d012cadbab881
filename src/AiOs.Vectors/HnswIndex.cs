namespace AiOs;

/// <summary>Finds nearest neighbours by walking a hierarchical navigable small-world graph: approximate, and fast at any size.</summary>
/// <remarks>
/// <para>Threads: searches run together and beside one writer, without a lock; only a search that falls back to scanning everything, and
/// was disturbed three times by removals, waits for the writer. Writers wait for each other.</para>
/// <para>Memory beside the vectors: 8M bytes of links, about 25 bytes of bookkeeping, and the codes (about one byte a dimension). Searching
/// allocates nothing. Memory is freed by the garbage collector, once the last search that reads it has ended.</para>
/// <para>Repeatable: the same seed and operations give the same graph on the same kind of processor.</para>
/// <para>Source: Malkov and Yashunin, arXiv:1603.09320.</para>
/// </remarks>
public sealed unsafe class HnswIndex : IVectorIndex
{
    private readonly Lock _writing = new();
    private readonly GraphMutator _mutator;
    private readonly IGraphReader _reader;
    private readonly ScratchPool _scratch;
    private readonly RowCodes? _coder;

    /// <summary>Creates an empty index.</summary>
    /// <param name="dimensions">The length of every vector, 1 to 65,536.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public HnswIndex(int dimensions, HnswOptions? options = null)
        : this(VectorInput.CheckDimensions(dimensions), (options ?? new HnswOptions()).Validated(), null, 0)
    {
    }

    internal HnswIndex(int dimensions, HnswOptions options, Func<RowCodes?, GraphState>? restore, long insertions)
    {
        Dimensions = dimensions;
        Options = options;
        _coder = options.Codes != VectorCodes.Float32 ? new RowCodes(dimensions, options.Metric, options.Seed) : null;
        Scratch CreateScratch() => new(RowStore.StrideFor(dimensions), _coder?.Stride ?? 0, options.MaxLinks * 2);
        _scratch = new ScratchPool(CreateScratch);
        var state = restore?.Invoke(_coder) ?? new GraphState(dimensions, options, _coder, Math.Max(16, options.InitialCapacity));
        _mutator = new GraphMutator(options, state, CreateScratch, insertions);
        _reader = (options.Codes, options.Metric) switch
        {
            (not VectorCodes.Float32, VectorMetric.Cosine) => new GraphReader<UnitCodeSpace, InnerProductSpace>(options),
            (not VectorCodes.Float32, VectorMetric.InnerProduct) => new GraphReader<ScaledCodeSpace, InnerProductSpace>(options),
            (not VectorCodes.Float32, _) => new GraphReader<ScaledCodeSpace, EuclideanSpace>(options),
            (_, VectorMetric.SquaredEuclidean) => new GraphReader<EuclideanSpace, EuclideanSpace>(options),
            _ => new GraphReader<InnerProductSpace, InnerProductSpace>(options),
        };
    }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public VectorMetric Metric => Options.Metric;

    /// <inheritdoc/>
    public int Count => Rows.Count;

    /// <summary>Gets the settings.</summary>
    public HnswOptions Options { get; }

    internal GraphState State => _mutator.State;

    internal long Insertions => _mutator.Insertions;

    private RowStore Rows => _mutator.State.Rows;

    /// <inheritdoc/>
    public bool Contains(long key) => Rows.Find(key) >= 0;

    /// <inheritdoc/>
    public void Add(long key, ReadOnlySpan<float> vector)
    {
        float squaredLength = VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            if (Rows.Find(key) >= 0)
            {
                throw new DuplicateVectorKeyException(key);
            }

            _mutator.Store(key, vector, squaredLength, -1);
        }
    }

    /// <summary>Stores copies of many vectors under new keys, on several threads: faster than one by one from some thousand vectors on.</summary>
    /// <param name="keys">Keys that are not stored yet, each once.</param>
    /// <param name="vectors">Shape [keys, Dimensions], row by row.</param>
    /// <param name="threads">Threads to use, 1 or more; by default one a core. The graph is the same, bit for bit, on any number of them.</param>
    /// <param name="cancellationToken">Stops between batches; what was stored until then stays.</param>
    /// <exception cref="InvalidVectorException">A vector cannot be stored; nothing has changed.</exception>
    /// <exception cref="DuplicateVectorKeyException">A key is stored already or comes twice; nothing has changed.</exception>
    /// <exception cref="VectorCapacityException">There is no room for all of them; nothing has changed.</exception>
    /// <exception cref="ArgumentException">The vectors are not as many as the keys.</exception>
    public void AddMany(
        ReadOnlySpan<long> keys, ReadOnlySpan<float> vectors, int? threads = null, CancellationToken cancellationToken = default)
    {
        lock (_writing)
        {
            float[] squaredLengths = CheckMany(keys, vectors, threads);
            _mutator.StoreMany(keys, vectors, squaredLengths, threads ?? Environment.ProcessorCount, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public bool Upsert(long key, ReadOnlySpan<float> vector)
    {
        float squaredLength = VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            int old = Rows.Find(key);
            _mutator.Store(key, vector, squaredLength, old);
            return old >= 0;
        }
    }

    /// <inheritdoc/>
    public void Update(long key, ReadOnlySpan<float> vector)
    {
        float squaredLength = VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            int old = Rows.Find(key);
            if (old < 0)
            {
                throw new UnknownVectorKeyException(key);
            }

            _mutator.Store(key, vector, squaredLength, old);
        }
    }

    /// <inheritdoc/>
    public bool Remove(long key)
    {
        lock (_writing)
        {
            int slot = Rows.Find(key);
            if (slot >= 0)
            {
                _mutator.Remove(slot);
            }

            return slot >= 0;
        }
    }

    /// <inheritdoc/>
    public bool TryGet(long key, Span<float> vector) => RowReader.TryGet(Rows, key, vector);

    /// <inheritdoc/>
    public int Search(ReadOnlySpan<float> query, Span<Neighbor> nearest, VectorSearchOptions options = default)
    {
        float squaredLength = VectorInput.Check(query, Dimensions, Metric, nameof(query));
        SearchInput.Check(nearest.Length, options);
        var scratch = _scratch.Rent();
        try
        {
            VectorInput.Prepare(query, squaredLength, Metric, scratch.Query, RowStore.StrideFor(Dimensions));
            _coder?.EncodeQuery(scratch, Metric == VectorMetric.Cosine ? 1 : squaredLength);
            return _reader.Search(_mutator, _writing, scratch, nearest, options);
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    /// <summary>Lists the keys of all vectors.</summary>
    /// <returns>Each key once, in no particular order.</returns>
    public long[] GetKeys()
    {
        lock (_writing)
        {
            long[] keys = new long[Rows.Count];
            int count = 0;
            for (int slot = 0; slot < Rows.Used; slot++)
            {
                if (Rows.IsLive(slot))
                {
                    keys[count++] = Rows.Keys[slot];
                }
            }

            return keys;
        }
    }

    /// <summary>Writes the index anew in memory: gives back the room of removed vectors and puts neighbours near each other, which makes
    /// searches some percent faster. Takes about as long as copying the index; searches go on meanwhile.</summary>
    public void Compact()
    {
        lock (_writing)
        {
            _mutator.Compact();
        }
    }

    /// <summary>Writes the index into one file, which <see cref="Open"/> maps. Durable once this returns.</summary>
    /// <param name="path">The file; replaced as a whole if it exists.</param>
    /// <exception cref="VectorFileException">The file could not be written; what was there before still is.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Save(path, 0, Disk.Instance);
    }

    /// <summary>Maps a saved index into memory: ready at once, its pages are read as searches touch them.</summary>
    /// <param name="path">The file; it must stay as it is while the index is in use.</param>
    /// <param name="verify">Whether to read all of the file first and compare its checksums, by default true. Without that, damage to the
    /// body is not noticed: distances or neighbours are wrong then, but no memory outside the file is read.</param>
    /// <param name="options">Settings for searches and limits, or null for the defaults; what shapes the graph is taken from the file.</param>
    /// <returns>The index. Changes to it stay in memory.</returns>
    /// <exception cref="VectorFileException">The file is foreign, newer than this version, or damaged.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static HnswIndex Open(string path, bool verify = true, HnswOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var header = Snapshot.ReadHeader(path);
        return Map(path, header, verify, options ?? new HnswOptions());
    }

    internal static HnswIndex Map(string path, SnapshotHeader header, bool verify, HnswOptions options)
    {
        var shaped = options with
        {
            Metric = (VectorMetric)header.Metric,
            Codes = (VectorCodes)header.Codes,
            MaxLinks = (int)header.MaxLinks,
            Seed = (int)header.Seed,
            BuildWidth = Math.Max(options.BuildWidth, (int)header.MaxLinks),
            InitialCapacity = Math.Min(options.InitialCapacity, options.MaxCapacity),
        };
        return new HnswIndex(
            (int)header.Dimensions, shaped.Validated(), coder => Snapshot.Map(path, header, shaped, coder, verify), header.Insertions);
    }

    /// <summary>Gives the squared lengths of vectors that may be stored under these keys, all of them.</summary>
    /// <exception cref="ArgumentException">They may not; see <see cref="AddMany"/>.</exception>
    internal float[] CheckMany(ReadOnlySpan<long> keys, ReadOnlySpan<float> vectors, int? threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads ?? 1, nameof(threads));
        if (vectors.Length != (long)keys.Length * Dimensions)
        {
            throw new ArgumentException($"{vectors.Length} floats are not {keys.Length} vectors of {Dimensions}.", nameof(vectors));
        }

        var squaredLengths = new float[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            squaredLengths[i] = VectorInput.Check(vectors.Slice(i * Dimensions, Dimensions), Dimensions, Metric, nameof(vectors));
        }

        var seen = new HashSet<long>(keys.Length);
        foreach (long key in keys)
        {
            if (Rows.Find(key) >= 0 || !seen.Add(key))
            {
                throw new DuplicateVectorKeyException(key);
            }
        }

        return (long)Rows.Count + keys.Length <= Options.MaxCapacity ? squaredLengths : throw new VectorCapacityException(Options.MaxCapacity);
    }

    internal void Save(string path, long sequence, IDisk disk)
    {
        lock (_writing)
        {
            Snapshot.Write(path, Dimensions, Options, _mutator.State, _mutator.Insertions, sequence, disk);
        }
    }
}
