using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Codes that the rows of an index of floats have only while many of them are stored.</summary>
/// <remarks>Most of a build is walks, and most of a walk is waiting for rows: codes are a quarter of the bytes. What a walk finds is measured again on
/// the floats before links are chosen; see <see cref="GraphWriter{TWalk,TSpace}"/>.</remarks>
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

    private BuildCodes(HnswOptions options, int dimensions)
    {
        _options = options;
        _dimensions = dimensions;
        _coder = new RowCodes(dimensions, options.Metric, options.Seed);
        _scratch = CreateScratch();
    }

    /// <summary>Gives codes for a build, or null where they do not pay: coding the rows that are stored already takes a microsecond each.</summary>
    /// <param name="options">The options of the index.</param>
    /// <param name="rows">What is stored; no slot of it may be free.</param>
    /// <param name="count">How many rows are to be stored.</param>
    public static BuildCodes? For(HnswOptions options, RowStore rows, int count) =>
        options.Codes == VectorCodes.Float32 && rows.Dimensions >= LeastDimensions && count >= LeastRows && count >= rows.Used / StoredShare
            ? new BuildCodes(options, rows.Dimensions)
            : null;

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
            var row = new ReadOnlySpan<float>(graph.Rows.Row(_coded), graph.Rows.Stride);
            row.CopyTo(new Span<float>(_scratch.Query, row.Length));
            coded.EncodeRow(_scratch, _options.Metric == VectorMetric.Cosine ? 1 : TensorPrimitives.SumOfSquares(row), _coded);
        }

        _coded = first + count;
        return coded;
    }

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
