namespace AiOs;

/// <summary>Compares a query with every stored vector: exact, and the twin that approximate indexes are judged by.</summary>
/// <remarks>
/// <para>Threads: searches run together and beside one writer, without a lock; after three scans that a writer has disturbed by
/// removing or replacing vectors, a search waits for the writer.</para>
/// <para>Memory: the vectors, padded to 16 floats, and about 20 bytes each. Searching allocates nothing.</para>
/// </remarks>
public sealed unsafe class FlatIndex : IVectorIndex
{
    private const int MaxDisturbedScans = 3;

    private readonly Lock _writing = new();
    private readonly Stack<int> _free = new();
    private readonly ScratchPool _scratch;
    private readonly int _maxCapacity;
    private RowStore _rows;

    /// <summary>Creates an empty index.</summary>
    /// <param name="dimensions">The length of every vector, 1 to 65,536.</param>
    /// <param name="metric">What distances mean.</param>
    /// <param name="maxCapacity">The most vectors it may hold, 1 to 1,000,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public FlatIndex(int dimensions, VectorMetric metric = VectorMetric.Cosine, int maxCapacity = 100_000_000)
    {
        _ = new HnswOptions { Metric = metric, MaxCapacity = maxCapacity, InitialCapacity = 0 }.Validated();
        Dimensions = VectorInput.CheckDimensions(dimensions);
        Metric = metric;
        _maxCapacity = maxCapacity;
        _rows = new RowStore(dimensions, 16);
        _scratch = new ScratchPool(() => new Scratch(RowStore.StrideFor(dimensions), 0, 0));
    }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <inheritdoc/>
    public int Count => Rows.Count;

    private RowStore Rows => Volatile.Read(ref _rows);

    /// <inheritdoc/>
    public bool Contains(long key) => Rows.Find(key) >= 0;

    /// <inheritdoc/>
    public void Add(long key, ReadOnlySpan<float> vector)
    {
        float squaredLength = VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            if (_rows.Find(key) >= 0)
            {
                throw new DuplicateVectorKeyException(key);
            }

            Store(key, vector, squaredLength, -1);
        }
    }

    /// <inheritdoc/>
    public bool Upsert(long key, ReadOnlySpan<float> vector)
    {
        float squaredLength = VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            int old = _rows.Find(key);
            Store(key, vector, squaredLength, old);
            return old >= 0;
        }
    }

    /// <inheritdoc/>
    public void Update(long key, ReadOnlySpan<float> vector)
    {
        float squaredLength = VectorInput.Check(vector, Dimensions, Metric, nameof(vector));
        lock (_writing)
        {
            int old = _rows.Find(key);
            if (old < 0)
            {
                throw new UnknownVectorKeyException(key);
            }

            Store(key, vector, squaredLength, old);
        }
    }

    /// <inheritdoc/>
    public bool Remove(long key)
    {
        lock (_writing)
        {
            int slot = _rows.Find(key);
            if (slot < 0)
            {
                return false;
            }

            _rows.BeginChange();
            _rows.Drop(slot, isMoved: false);
            _rows.EndChange();
            _free.Push(slot);
            return true;
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
            for (int scan = 0; scan < MaxDisturbedScans; scan++)
            {
                var rows = Rows;
                long drops = rows.Drops;
                int found = Scan(rows, scratch.Query, options.Filter, nearest);
                Interlocked.MemoryBarrier();
                if ((drops & 1) == 0 && rows.Drops == drops)
                {
                    return found;
                }
            }

            lock (_writing)
            {
                return Scan(_rows, scratch.Query, options.Filter, nearest);
            }
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private int Scan(RowStore rows, float* query, VectorFilter? filter, Span<Neighbor> nearest)
    {
        int found = Metric == VectorMetric.SquaredEuclidean
            ? Scan(rows, new EuclideanSpace(query, rows.Vectors, rows.Stride), filter, nearest)
            : Scan(rows, new InnerProductSpace(query, rows.Vectors, rows.Stride, Metric == VectorMetric.Cosine ? 1 : 0), filter, nearest);
        GC.KeepAlive(rows);
        return found;
    }

    private static int Scan<TSpace>(RowStore rows, TSpace space, VectorFilter? filter, Span<Neighbor> nearest)
        where TSpace : struct, ISpace =>
        filter?.MaxMatches is { } matches && matches < rows.Count
            ? ExactScan.Listed(rows, space, FilterSlotsReader.Of(filter, rows).Slots, nearest)
            : ExactScan.All(rows, space, filter, nearest);

    private void Store(long key, ReadOnlySpan<float> vector, float squaredLength, int old)
    {
        if (old < 0 && _rows.Count >= _maxCapacity)
        {
            throw new VectorCapacityException(_maxCapacity);
        }

        if (_free.Count == 0 && _rows.Used == _rows.Capacity)
        {
            // One more than the limit: an update at the limit writes the new row before it drops the old one.
            Volatile.Write(ref _rows, _rows.Grown((int)Math.Min(_rows.Capacity * 2L, _maxCapacity + 1L)));
        }

        var scratch = _scratch.Rent();
        VectorInput.Prepare(vector, squaredLength, Metric, scratch.Query, _rows.Stride);
        int slot = _free.Count > 0 ? _free.Pop() : _rows.TakeFresh();
        _rows.Write(slot, key, scratch.Query);
        _scratch.Return(scratch);
        if (old < 0)
        {
            _rows.Publish(slot, isNewKey: true);
            _rows.Touch();
            return;
        }

        _rows.BeginChange();
        _rows.Publish(slot, isNewKey: false);
        _rows.Drop(old, isMoved: true);
        _rows.EndChange();
        _free.Push(old);
    }
}
