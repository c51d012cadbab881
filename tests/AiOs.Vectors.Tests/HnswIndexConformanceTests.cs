namespace AiOs;

/// <summary>With the defaults, but never scanning everything where the graph can answer.</summary>
public class HnswIndexConformanceTests : VectorIndexConformanceTests
{
    protected override IVectorIndex CreateIndex(int dimensions, VectorMetric metric) =>
        new HnswIndex(dimensions, new() { Metric = metric, ExactBelow = 0, InitialCapacity = 0 });
}
