using System.Diagnostics;

namespace AiOs;

/// <summary>Changes a graph. Whoever calls holds the writer's lock; searches go on meanwhile, on <see cref="State"/>.</summary>
/// <remarks>The slot of a dropped row is not used again until no link leads to it: nodes that link back are repaired at once, and
/// the few that only link there when enough slots are waiting, in one sweep over the lists.</remarks>
internal sealed unsafe class GraphMutator
{
    private const int MaxLevel = 15; // Four bits; by chance alone it takes 10^18 nodes.
    private const int LeastWaiting = 64;
    private const int WaitingShare = 32; // A sweep for every 3 % of the rows dropped.

    private readonly HnswOptions _options;
    private readonly IGraphWriter _writer;
    private readonly Scratch _scratch;
    private readonly Func<Scratch> _createScratch;
    private readonly Stack<int> _free = new();
    private readonly List<int> _waiting = [];
    private readonly Stack<int>[] _freeUnits = new Stack<int>[MaxLevel + 1];
    private readonly double _levelFactor;
    private GraphState _state;
    private long _profiledAt;

    // Beyond the limit there is room for the slots that wait to be used again, and for one update at the limit.
    private long MostSlots => (long)_options.MaxCapacity + Math.Max(LeastWaiting, _options.MaxCapacity / WaitingShare) + 1;

    public GraphMutator(HnswOptions options, GraphState state, Func<Scratch> createScratch, long insertions)
    {
        _options = options;
        _state = state;
        _scratch = createScratch();
        _levelFactor = 1 / Math.Log(options.MaxLinks);
        _createScratch = createScratch;
        _writer = CreateWriter();
        Insertions = insertions;
        _profiledAt = state.Profile.Length > 0 ? insertions : 1;
        for (int slot = state.Rows.Used - 1; slot >= 0 && state.Rows.Count < state.Rows.Used; slot--)
        {
            if (!state.Rows.IsLive(slot))
            {
                _waiting.Add(slot); // A snapshot does not say whether links still lead there.
            }
        }
    }

    /// <summary>Gets what searches read now.</summary>
    public GraphState State => Volatile.Read(ref _state);

    /// <summary>Gets the insertions so far, which number the draws of layers.</summary>
    public long Insertions { get; private set; }

    /// <summary>Stores a row under a new key, or in place of an old slot.</summary>
    public void Store(long key, ReadOnlySpan<float> vector, float squaredLength, int old)
    {
        if (old < 0 && _state.Rows.Count >= _options.MaxCapacity)
        {
            throw new VectorCapacityException(_options.MaxCapacity);
        }

        int level = LevelAt(Insertions);
        MakeRoom(level);
        Insertions++;
        var graph = _state;
        var rows = graph.Rows;
        VectorInput.Prepare(vector, squaredLength, _options.Metric, _scratch.Query, rows.Stride);
        int slot = _free.Count > 0 ? _free.Pop() : rows.TakeFresh();
        rows.Write(slot, key, _scratch.Query);
        graph.EncodeRow(_scratch, _options.Metric == VectorMetric.Cosine ? 1 : squaredLength, slot);
        graph.SetRecord(slot, level, level == 0 ? 0 : TakeUnits(graph, level));
        _writer.Insert(graph, _scratch, slot, level);
        MeasureProfile(graph);
        if (old < 0)
        {
            rows.Publish(slot, isNewKey: true);
            rows.Touch();
            return;
        }

        rows.BeginChange();
        rows.Publish(slot, isNewKey: false);
        rows.Drop(old, isMoved: true);
        rows.EndChange();
        Forget(old);
    }

    /// <summary>Stores rows under new keys, on several threads; any number of them gives the same graph.</summary>
    /// <param name="keys">Keys that are not stored, each once; there must be room for them.</param>
    /// <param name="vectors">Shape [keys, dimensions].</param>
    /// <param name="squaredLengths">Their squared lengths.</param>
    /// <param name="threads">How many threads to use.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public void StoreMany(
        ReadOnlySpan<long> keys, ReadOnlySpan<float> vectors, ReadOnlySpan<float> squaredLengths, int threads, CancellationToken cancellationToken)
    {
        Reserve(keys.Length);
        var codes = _free.Count == 0 ? BuildCodes.For(_options, _state, keys.Length) : null;
        bool isByPassingCodes = codes is not null && _options.Codes == VectorCodes.Float32;
        var workers = new GraphWorkers(isByPassingCodes ? codes!.CreateWorker : () => (_createScratch(), CreateWriter()));
        for (int start = 0; start < keys.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int most = Math.Min(GraphBatch.SizeFor(_state.Rows.Count), keys.Length - start);
            int count = 0;
            while (count < most && LevelAt(Insertions + count) <= _state.EntryLevel)
            {
                count++;
            }

            int dimensions = _state.Rows.Dimensions;
            if (count < 2)
            {
                // In a small graph, and above its highest layer, nodes come one by one.
                Store(keys[start], vectors.Slice(start * dimensions, dimensions), squaredLengths[start], -1);
                start++;
                continue;
            }

            StoreBatch(keys.Slice(start, count), vectors.Slice(start * dimensions, count * dimensions), squaredLengths.Slice(start, count), threads,
                codes, workers);
            start += count;
        }
    }

    /// <summary>Drops a row and mends the graph around it.</summary>
    public void Remove(int slot)
    {
        _state.Rows.BeginChange();
        _state.Rows.Drop(slot, isMoved: false);
        _state.Rows.EndChange();
        Forget(slot);
    }

    /// <summary>Writes everything anew: without dropped rows, and numbered in the order in which a walk meets the nodes.</summary>
    public void Compact()
    {
        Sweep();
        var compact = GraphCompaction.Of(_state, _options);
        _free.Clear();
        foreach (var units in _freeUnits)
        {
            units?.Clear();
        }

        if (compact.Bits is not null)
        {
            Fill(compact);
        }

        compact.Profile = _writer.Profile(compact, _scratch);

        Volatile.Write(ref _state, compact);
    }

    // Where a node's links are estimated all at once, a list that is not full wastes the rest of the block.
    private void Fill(GraphState graph)
    {
        var degrees = new ushort[graph.Rows.Used];
        for (int slot = 0; slot < degrees.Length; slot++)
        {
            degrees[slot] = (ushort)GraphSearch.Gather(graph.LinksOf(slot), graph.Degree, graph.Rows.Capacity);
        }

        for (int slot = 0; slot < degrees.Length; slot++)
        {
            _writer.Fill(graph, _scratch, slot, degrees);
        }
    }

    private void Forget(int slot)
    {
        _writer.Unlink(_state, _scratch, slot);
        if (_state.EntrySlot == slot)
        {
            ChooseEntry();
        }

        _waiting.Add(slot);
        if (_waiting.Count >= Math.Max(LeastWaiting, _state.Rows.Count / WaitingShare))
        {
            Sweep();
        }
    }

    // Whenever the graph has about doubled: distances by rank change slowly.
    private void MeasureProfile(GraphState graph)
    {
        if (Insertions >> 1 >= _profiledAt)
        {
            _profiledAt = Insertions;
            graph.Profile = _writer.Profile(graph, _scratch);
        }
    }

    private void StoreBatch(
        ReadOnlySpan<long> keys, ReadOnlySpan<float> vectors, ReadOnlySpan<float> squaredLengths, int threads, BuildCodes? codes, GraphWorkers workers)
    {
        var slots = new int[keys.Length];
        int dimensions = _state.Rows.Dimensions;
        for (int i = 0; i < slots.Length; i++)
        {
            int level = LevelAt(Insertions++);
            MakeRoom(level);
            var rows = _state.Rows;
            VectorInput.Prepare(vectors.Slice(i * dimensions, dimensions), squaredLengths[i], _options.Metric, _scratch.Query, rows.Stride);
            slots[i] = _free.Count > 0 ? _free.Pop() : rows.TakeFresh();
            rows.Write(slots[i], keys[i], _scratch.Query);
            _state.SetRecord(slots[i], level, level == 0 ? 0 : TakeUnits(_state, level));
        }

        var graph = codes?.Over(_state, slots[0], slots.Length) ?? _state;
        new GraphBatch(graph, _options, workers).Link(slots, squaredLengths.ToArray(), threads);
        GC.KeepAlive(codes);
        foreach (int slot in slots)
        {
            _state.Rows.Publish(slot, isNewKey: true);
        }

        _state.Rows.Touch();
        MeasureProfile(_state);
    }

    private IGraphWriter CreateWriter() => (_options.Codes, _options.Metric) switch
    {
        (not VectorCodes.Float32, VectorMetric.Cosine) => new GraphWriter<UnitCodeSpace, UnitCodeSpace>(_options.BuildWidth),
        (not VectorCodes.Float32, _) => new GraphWriter<ScaledCodeSpace, ScaledCodeSpace>(_options.BuildWidth),
        (_, VectorMetric.SquaredEuclidean) => new GraphWriter<EuclideanSpace, EuclideanSpace>(_options.BuildWidth),
        _ => new GraphWriter<InnerProductSpace, InnerProductSpace>(_options.BuildWidth),
    };

    private int LevelAt(long insertion) =>
        Math.Min(MaxLevel, (int)(-Math.Log(SplitMix.Unit(_options.Seed, insertion)) * _levelFactor));

    private void Sweep()
    {
        var graph = _state;
        for (int slot = 0; slot < graph.Rows.Used; slot++)
        {
            if (graph.Rows.IsLive(slot))
            {
                _writer.Repair(graph, _scratch, slot);
            }
        }

        _waiting.Sort((a, b) => b.CompareTo(a)); // The lowest slots are used again first.
        foreach (int slot in _waiting)
        {
            int level = graph.LevelOf(slot);
            if (level > 0)
            {
                (_freeUnits[level] ??= new Stack<int>()).Push(graph.UnitOf(slot));
            }

            _free.Push(slot);
        }

        _waiting.Clear();
    }

    private void ChooseEntry()
    {
        var graph = _state;
        long entry = -1;
        for (int slot = 0; slot < graph.Rows.Used; slot++)
        {
            if (graph.Rows.IsLive(slot) && (entry < 0 || graph.LevelOf(slot) > (int)(entry >> 32)))
            {
                entry = GraphState.EntryOf(slot, graph.LevelOf(slot));
            }
        }

        graph.Entry = entry;
    }

    private void MakeRoom(int level)
    {
        var rows = _state.Rows;
        bool hasSlot = _free.Count > 0 || rows.Used < rows.Capacity;
        bool hasUnits = level == 0 || _freeUnits[level] is { Count: > 0 } || _state.UsedUnits + level <= _state.UpperUnits;
        if (hasSlot && hasUnits)
        {
            return;
        }

        long capacity = hasSlot ? rows.Capacity : Math.Clamp(rows.Capacity * 2L, 16, MostSlots);
        Debug.Assert(capacity > rows.Used || hasSlot, "a sweep comes before the reserve is used up");
        Volatile.Write(ref _state, _state.Grown(_options, (int)capacity));
    }

    // Grows once for all of a batch; what is reserved too little, MakeRoom adds.
    private void Reserve(int count)
    {
        var rows = _state.Rows;
        long needed = (long)rows.Used + count - _free.Count;
        if (needed > rows.Capacity)
        {
            Volatile.Write(ref _state, _state.Grown(_options, (int)Math.Min(Math.Max(needed, rows.Capacity * 2L), MostSlots)));
        }
    }

    private int TakeUnits(GraphState graph, int level)
    {
        if (_freeUnits[level] is { Count: > 0 } free)
        {
            return free.Pop();
        }

        int unit = graph.UsedUnits;
        graph.UsedUnits += level;
        return unit;
    }
}
