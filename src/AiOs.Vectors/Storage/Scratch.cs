namespace AiOs;

/// <summary>The memory of one search or one insertion, used again by the next: searching allocates nothing.</summary>
internal sealed unsafe class Scratch
{
    /// <summary>The least room in <see cref="Slots"/>.</summary>
    public const int LeastSlots = 32;

    private readonly NativeBlock _query;
    private readonly NativeBlock _codes;
    private readonly NativeBlock _neighbours;
    private readonly NativeBlock _table;
    private NativeBlock _visited = new(0);
    private NativeBlock _pool = new(0);
    private byte _stamp;

    public Scratch(int stride, int codeStride, int maxDegree)
    {
        maxDegree = Math.Max(maxDegree, LeastSlots);
        _query = new NativeBlock(Math.Max(stride, codeStride) * 2L * sizeof(float));
        _codes = new NativeBlock(codeStride * 2L);
        Query = (float*)_query.Pointer;
        Rotated = Query + Math.Max(stride, codeStride);
        QueryCode = (sbyte*)_codes.Pointer;
        RowCode = QueryCode + codeStride;
        _table = new NativeBlock(NeighborBits.TableBytes(codeStride));
        Table = _table.Pointer;
        _neighbours = new NativeBlock((maxDegree + 8L) * 4 * sizeof(int));
        Slots = (int*)_neighbours.Pointer;
        Distances = (float*)(Slots + maxDegree + 8);
        Kept = Slots + 2 * (maxDegree + 8);
        Ahead = Slots + 3 * (maxDegree + 8);
    }

    /// <summary>Gets the padded query.</summary>
    public float* Query { get; }

    /// <summary>Gets the query after rotation.</summary>
    public float* Rotated { get; }

    /// <summary>Gets the query as 8-bit codes.</summary>
    public sbyte* QueryCode { get; }

    /// <summary>Gets or sets what else the spaces need of the query's codes.</summary>
    public CodePoint QueryPoint { get; set; }

    /// <summary>Gets room for a stored row's codes in the form of a query's.</summary>
    public sbyte* RowCode { get; }

    /// <summary>Gets the query's table for <see cref="FastScan"/>.</summary>
    public byte* Table { get; }

    /// <summary>Gets or sets what a unit of a sum of table entries is worth.</summary>
    public float TableStep { get; set; }

    /// <summary>Gets or sets what a sum of 0 stands for.</summary>
    public float TableBase { get; set; }

    /// <summary>Gets room for the neighbours of one node, and four more.</summary>
    public int* Slots { get; }

    /// <summary>Gets room for the neighbours of the node after that.</summary>
    public int* Ahead { get; }

    /// <summary>Gets room for their distances.</summary>
    public float* Distances { get; }

    /// <summary>Gets room for the neighbours chosen for a node.</summary>
    public int* Kept { get; }

    /// <summary>Gets a byte a slot: the stamp of this search where it has been.</summary>
    public byte* Visited => _visited.Pointer;

    /// <summary>Gets the stamp of this search.</summary>
    public byte Stamp => _stamp;

    /// <summary>Gets the sorted candidates.</summary>
    public ulong* Pool => (ulong*)_pool.Pointer;

    /// <summary>Gets room for as many nodes that were measured, sorted, where the pool holds estimates.</summary>
    public ulong* Met => (ulong*)(_pool.Pointer + _pool.Bytes / 2);

    /// <summary>Starts a search: nothing visited yet, room for so many candidates.</summary>
    public void Begin(int capacity, int width)
    {
        if (_visited.Bytes < capacity)
        {
            _visited = new NativeBlock(capacity);
            _stamp = 0;
        }

        if (_pool.Bytes < (width + 1L) * 2 * sizeof(ulong))
        {
            _pool = new NativeBlock((width + 1L) * 2 * sizeof(ulong));
        }

        if (++_stamp == 0) // All 255 stamps are used up: forget, and begin again.
        {
            new Span<byte>(_visited.Pointer, (int)_visited.Bytes).Clear();
            _stamp = 1;
        }
    }
}
