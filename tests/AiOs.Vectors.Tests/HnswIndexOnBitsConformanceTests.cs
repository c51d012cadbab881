namespace AiOs;

public sealed class HnswIndexOnBitsConformanceTests : VectorIndexConformanceTests
{
    protected override IVectorIndex CreateIndex(int dimensions, VectorMetric metric) =>
        new HnswIndex(dimensions, new() { Metric = metric, ExactBelow = 0, Codes = VectorCodes.NeighborBits });
}
