using System.Diagnostics;

namespace AiOs;

/// <summary>Everything a search reads, in contiguous blocks: rows, codes and links. One writer; readers without a lock.</summary>
/// <remarks>
/// <para>Links of layer 0 are 2M slots a node, ended by -1: at the default M two cache lines, aligned. A node of a higher layer has a
/// record of M slots for each layer above 0.</para>
/// <para>A reader may see a list while it is being rewritten: every value in it is a slot or -1, so a search may miss a
/// neighbour then, and no more. Growing gives a new state and leaves the old one to its readers.</para>
/// </remarks>
internal sealed unsafe class GraphState
{
    private const int LevelShift = 28;
    private const int NoEntry = -1;
    private const int LineBytes = 64;

    private readonly byte* _nodes;
    private readonly int _bitsAt;
    private long _entry = NoEntry;
    private float[] _profile = [];

    public GraphState(int dimensions, HnswOptions options, RowCodes? coder, int capacity)
        : this(dimensions, options, coder, capacity, coder is null ? 0 : NeighborBits.PlanesFor(coder.Length))
    {
    }

    public GraphState(int dimensions, HnswOptions options, RowCodes? coder, int capacity, int planes)
        : this(options, coder, new RowStore(dimensions, capacity), new GraphBlocks(
            new NativeBlock(capacity * NodeBytes(options, coder, planes)),
            new NativeBlock((long)capacity * sizeof(uint)),
            new NativeBlock(UnitsFor(capacity, options.MaxLinks) * options.MaxLinks * sizeof(int))), planes)
    {
    }

    public GraphState(HnswOptions options, RowCodes? coder, RowStore rows, GraphBlocks blocks, int planes)
    {
        MaxLinks = options.MaxLinks;
        Degree = options.MaxLinks * 2;
        Metric = options.Metric;
        Coder = coder;
        CodeStride = coder?.Stride ?? 0;
        Bits = BitsFor(options, coder, planes);
        Rows = rows;
        Blocks = blocks;
        _bitsAt = LinkBytes(options) + CodeStride;
        NodeStride = (int)NodeBytes(options, coder, planes);
        _nodes = blocks.Nodes.Pointer;
        Codes = _nodes + LinkBytes(options);
        CodesApart = NodeStride;
        UpperRefs = (uint*)blocks.UpperRefs.Pointer;
        Upper = (int*)blocks.Upper.Pointer;
        UpperUnits = blocks.Upper.Bytes / sizeof(int) / MaxLinks;
    }

    public RowStore Rows { get; }

    public GraphBlocks Blocks { get; }

    public RowCodes? Coder { get; private init; }

    public VectorMetric Metric { get; }

    public int MaxLinks { get; }

    /// <summary>Gets the most links of a node in layer 0.</summary>
    public int Degree { get; }

    /// <summary>Gets the bytes from one node to the next, a multiple of a cache line.</summary>
    public int NodeStride { get; }

    public uint* UpperRefs { get; }

    public int* Upper { get; }

    /// <summary>Gets the codes of the first node; those of the others follow at <see cref="CodesApart"/>.</summary>
    public byte* Codes { get; private init; }

    /// <summary>Gets the bytes from the codes of one node to those of the next.</summary>
    public int CodesApart { get; private init; }

    /// <summary>Gets the bytes of a node that are codes.</summary>
    public int CodeStride { get; }

    /// <summary>Gets what codes links, or null where the graph keeps no bits.</summary>
    public NeighborBits? Bits { get; }

    /// <summary>Gets or sets the mean distances of neighbours by rank, for <see cref="SearchReach"/>; empty until they were measured.</summary>
    public float[] Profile
    {
        get => Volatile.Read(ref _profile);
        set => Volatile.Write(ref _profile, value);
    }

    /// <summary>Gets the room for records of higher layers, in layers.</summary>
    public long UpperUnits { get; }

    /// <summary>Gets or sets the layers used by records so far. Unit 0 is never used, so that a reference of 0 means none.</summary>
    public int UsedUnits { get; set; } = 1;

    /// <summary>Gets where searches begin, or -1 while the graph is empty.</summary>
    public int EntrySlot => (int)Volatile.Read(ref _entry);

    /// <summary>Gets the layer of the entry.</summary>
    public int EntryLevel => (int)(Volatile.Read(ref _entry) >> 32);

    /// <summary>Gets or sets slot and layer of the entry in one, as they are read by searches.</summary>
    public long Entry
    {
        get => Volatile.Read(ref _entry);
        set => Volatile.Write(ref _entry, value);
    }

    /// <summary>The layers to make room for: 1 / (M - 1) a node is expected, and six deviations and a few are added.</summary>
    public static long UnitsFor(int capacity, int maxLinks)
    {
        double expected = (double)capacity / (maxLinks - 1);
        return (long)(expected + 6 * Math.Sqrt(expected)) + 64;
    }

    public static long EntryOf(int slot, int level) => ((long)level << 32) | (uint)slot;

    public int* LinksOf(int slot) => (int*)(_nodes + (long)slot * NodeStride);

    public byte* CodesOf(int slot) => Codes + (long)slot * CodesApart;

    /// <summary>Codes the query in the scratch memory, and stores its codes as those of a row.</summary>
    public void EncodeRow(Scratch scratch, float rowLength, int slot)
    {
        Coder?.EncodeQuery(scratch, rowLength);
        Coder?.EncodeRow(scratch, rowLength, CodesOf(slot));
        if (CodeStride > 0 && CodesApart != NodeStride)
        {
            Buffer.MemoryCopy(CodesOf(slot), _nodes + (long)slot * NodeStride + (_bitsAt - CodeStride), CodeStride, CodeStride);
        }
    }

    public byte* BitsOf(int slot) => _nodes + (long)slot * NodeStride + _bitsAt;

    /// <summary>Writes a link, and what belongs to it: the end of a list if the slot is -1.</summary>
    public void SetLink(int node, int level, int* links, int at, int slot)
    {
        // The bits first: whoever reads the old link with the new bits, or the other way round, misjudges one neighbour once.
        if (level == 0 && slot >= 0)
        {
            Bits?.Encode(CodesOf(node), CodesOf(slot), BitsOf(node), at);
        }

        Volatile.Write(ref links[at], slot);
    }

    /// <summary>Gives the highest layer of a node.</summary>
    public int LevelOf(int slot) => (int)(Volatile.Read(ref UpperRefs[slot]) >> LevelShift);

    /// <summary>Gives the links of a node in a layer, or null if the node (meanwhile another one) is not there.</summary>
    public int* LinksOf(int slot, int level)
    {
        if (level == 0)
        {
            return LinksOf(slot);
        }

        uint reference = Volatile.Read(ref UpperRefs[slot]);
        long unit = reference & ((1u << LevelShift) - 1);
        return reference >> LevelShift < level || unit + level > UpperUnits ? null : Upper + (unit + level - 1) * MaxLinks;
    }

    public int DegreeAt(int level) => level == 0 ? Degree : MaxLinks;

    /// <summary>Gives a node its record, with empty lists.</summary>
    public void SetRecord(int slot, int level, int unit)
    {
        Debug.Assert(level < 16 && unit + level <= UpperUnits, "within its four bits and the block");
        for (int i = 0; i < level; i++)
        {
            Upper[(long)(unit + i) * MaxLinks] = -1;
        }

        LinksOf(slot)[0] = -1;
        Volatile.Write(ref UpperRefs[slot], level == 0 ? 0 : ((uint)level << LevelShift) | (uint)unit);
    }

    public int UnitOf(int slot) => (int)(UpperRefs[slot] & ((1u << LevelShift) - 1));

    /// <summary>Gives this graph again, with codes for its rows that stand in a block of their own: same rows, same links.</summary>
    /// <param name="options">The options it was created with.</param>
    /// <param name="coder">What makes the codes: the graph's own, where it has one.</param>
    /// <param name="codes">The codes. Whoever measures by them keeps the block alive.</param>
    public GraphState WithCodes(HnswOptions options, RowCodes coder, NativeBlock codes) => new(options, Coder, Rows, Blocks, Bits?.Planes ?? 0)
    {
        UsedUnits = UsedUnits,
        Entry = Entry,
        Profile = Profile,
        Coder = coder,
        Codes = codes.Pointer,
        CodesApart = coder.Stride,
    };

    // Whole cache lines: a node's codes begin on one.
    private static int LinkBytes(HnswOptions options) => (options.MaxLinks * 2 * sizeof(int) + LineBytes - 1) / LineBytes * LineBytes;

    private static long NodeBytes(HnswOptions options, RowCodes? coder, int planes) =>
        LinkBytes(options) + (coder?.Stride ?? 0) + (BitsFor(options, coder, planes)?.Stride ?? 0);

    private static NeighborBits? BitsFor(HnswOptions options, RowCodes? coder, int planes) =>
        options.Codes == VectorCodes.NeighborBits ? new NeighborBits(coder!, options.Metric, options.MaxLinks * 2, planes) : null;

    /// <summary>Gives a larger state that starts with this one's contents.</summary>
    public GraphState Grown(HnswOptions options, int capacity)
    {
        long units = Math.Max(UnitsFor(capacity, MaxLinks), UpperUnits + 64);
        var blocks = new GraphBlocks(
            Blocks.Nodes.Grown((long)capacity * NodeStride),
            Blocks.UpperRefs.Grown((long)capacity * sizeof(uint)),
            Blocks.Upper.Grown(units * MaxLinks * sizeof(int)));
        return new GraphState(options, Coder, Rows.Grown(capacity), blocks, Bits?.Planes ?? 0) { UsedUnits = UsedUnits, Entry = Entry, Profile = Profile };
    }
}
