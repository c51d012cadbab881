namespace AiOs;

public sealed class FlatIndexConformanceTests : VectorIndexConformanceTests
{
    protected override IVectorIndex CreateIndex(int dimensions, VectorMetric metric) => new FlatIndex(dimensions, metric);
}
