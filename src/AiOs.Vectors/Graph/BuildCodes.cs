using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Codes that stand close together while many rows are stored.</summary>
/// <remarks>Most of a build is walks, and most of a walk is waiting for rows. In an index of floats codes are a quarter of the bytes; what a walk finds is
/// measured again on the floats before links are chosen, see <see cref="GraphWriter{TWalk,TSpace}"/>. In one with bits of neighbours the same codes stand
/// far apart, each in a record of kilobytes, and a walk there waits for the page table too.</remarks>
internal sealed unsafe class BuildCodes
{
    private const int LeastDimensions = 64;
    private const int LeastRows = 1024;
    private const int StoredShare = 4;

    private readonly HnswOptions _options;
    private readonly int _dimensions;
    private readonly RowCodes _coder;
    private readonly Scratch _scratch;
    private NativeBlock _codes = new(0);
    private int _coded;

    private BuildCodes(HnswOptions options, int dimensions, RowCodes coder)
    {
        _options = options;
        _dimensions = dimensions;
        _coder = coder;
        _scratch = CreateScratch();
    }

    /// <summary>Gives codes for a build, or null where they do not pay: coding the rows that are stored already takes a microsecond each.</summary>
    /// <param name="options">The options of the index.</param>
    /// <param name="graph">What is stored; no slot of it may be free.</param>
    /// <param name="count">How many rows are to be stored.</param>
    public static BuildCodes? For(HnswOptions options, GraphState graph, int count)
    {
        int dimensions = graph.Rows.Dimensions;
        return options.Codes != VectorCodes.Int8 && dimensions >= LeastDimensions && count >= LeastRows && count >= graph.Rows.Used / StoredShare
            ? new BuildCodes(options, dimensions, graph.Coder ?? new RowCodes(dimensions, options.Metric, options.Seed))
            : null;
    }

    /// <summary>Gives the graph with codes for all rows before a batch, and room for those of the batch, which codes them itself.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="first">The first slot of the batch.</param>
    /// <param name="count">How many slots the batch has, one after the other.</param>
    public GraphState Over(GraphState graph, int first, int count)
    {
        if (_codes.Bytes < (long)graph.Rows.Capacity * _coder.Stride)
        {
            _codes = _codes.Grown((long)graph.Rows.Capacity * _coder.Stride);
        }

        var coded = graph.WithCodes(_options, _coder, _codes);
        for (; _coded < first; _coded++)
        {
            if (graph.Coder is not null)
            {
                Buffer.MemoryCopy(graph.CodesOf(_coded), coded.CodesOf(_coded), _coder.Stride, _coder.Stride);
                continue;
            }

            var row = new ReadOnlySpan<float>(graph.Rows.Row(_coded), graph.Rows.Stride);
            row.CopyTo(new Span<float>(_scratch.Query, row.Length));
            coded.EncodeRow(_scratch, _options.Metric == VectorMetric.Cosine ? 1 : TensorPrimitives.SumOfSquares(row), _coded);
        }

        _coded = first + count;
        return coded;
    }

    /// <summary>Gives what links floats by these codes. An index that has codes of its own is linked as ever.</summary>
    public (Scratch Scratch, IGraphWriter Writer) CreateWorker() => (
        CreateScratch(),
        _options.Metric switch
        {
            VectorMetric.Cosine => new GraphWriter<UnitCodeSpace, InnerProductSpace>(_options.BuildWidth),
            VectorMetric.InnerProduct => new GraphWriter<ScaledCodeSpace, InnerProductSpace>(_options.BuildWidth),
            _ => new GraphWriter<ScaledCodeSpace, EuclideanSpace>(_options.BuildWidth),
        });

    private Scratch CreateScratch() => new(RowStore.StrideFor(_dimensions), _coder.Stride, _options.MaxLinks * 2);
}
