namespace AiOs;

public sealed class DurableVectorIndexConformanceTests : VectorIndexConformanceTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<DurableVectorIndex> _open = [];

    public void Dispose()
    {
        _open.ForEach(index => index.Dispose());
        _folder.Dispose();
    }

    protected override IVectorIndex CreateIndex(int dimensions, VectorMetric metric)
    {
        var index = DurableVectorIndex.Open(
            _folder.File($"{_open.Count}"),
            dimensions,
            new() { Metric = metric, ExactBelow = 0, InitialCapacity = 0 },
            new() { FlushEveryWrite = false, CheckpointBytes = 40_000 });
        _open.Add(index);
        return index;
    }
}
