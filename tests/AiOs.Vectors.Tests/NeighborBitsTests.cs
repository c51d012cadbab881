using System.Numerics.Tensors;
using Xunit;

namespace AiOs;

/// <summary>Holds the codes of neighbours to what plain loops say of them, and their estimates to the distances.</summary>
public sealed unsafe class NeighborBitsTests
{
    private const int Vectors = 300;

    // The estimates have the error of so many bits a dimension, and are not off to one side.
    [Theory]
    [InlineData(VectorMetric.SquaredEuclidean, 256, 1, 0.4)]
    [InlineData(VectorMetric.Cosine, 256, 1, 0.4)]
    [InlineData(VectorMetric.InnerProduct, 256, 1, 0.4)]
    [InlineData(VectorMetric.SquaredEuclidean, 100, 2, 0.15)]
    [InlineData(VectorMetric.Cosine, 100, 3, 0.05)]
    [InlineData(VectorMetric.InnerProduct, 100, 3, 0.05)]
    [InlineData(VectorMetric.Cosine, 40, 4, 0.05)]
    public void Estimates_AreNearTheDistances(VectorMetric metric, int dimensions, int planes, double mostError)
    {
        var points = new Points(dimensions, 3);
        var graph = Graph(points, metric, planes);
        var scratch = Query(graph, metric, points.Next());
        float Exact(int slot) => metric == VectorMetric.SquaredEuclidean
            ? FloatKernels.SquaredDistance(scratch.Query, graph.Rows.Row(slot), graph.Rows.Stride)
            : (metric == VectorMetric.Cosine ? 1 : 0) - FloatKernels.Dot(scratch.Query, graph.Rows.Row(slot), graph.Rows.Stride);
        float* estimates = stackalloc float[FastScan.Links];
        double errors = 0, magnitudes = 0, sum = 0, spread = 0;
        double mean = Enumerable.Range(0, graph.Rows.Used).Average(Exact);
        int links = 0;
        for (int node = 0; node < graph.Rows.Used; node++)
        {
            float limit = (float)mean;
            uint near = graph.Bits!.Estimate(graph.BitsOf(node), graph.BitsOf(node), scratch, Exact(node), limit, estimates);
            int degree = GraphSearch.Gather(graph.LinksOf(node), graph.Degree, graph.Rows.Capacity);
            for (int i = 0; i < degree; i++, links++)
            {
                Assert.Equal(estimates[i] <= limit, (near >> i & 1) != 0);
                float exact = Exact(graph.LinksOf(node)[i]);
                sum += estimates[i] - exact;
                errors += (estimates[i] - exact) * (estimates[i] - exact);
                spread += (exact - mean) * (exact - mean);
                magnitudes += Math.Abs(exact - mean);
            }
        }

        Assert.True(errors < mostError * spread, $"{errors / spread} of the variance is error.");
        Assert.True(Math.Abs(sum) < 0.1 * magnitudes, $"Off by {sum / links} on average, of {magnitudes / links}.");
    }

    [Theory]
    [InlineData(VectorMetric.SquaredEuclidean, 300, 1)]
    [InlineData(VectorMetric.Cosine, 100, 2)]
    [InlineData(VectorMetric.InnerProduct, 100, 3)]
    [InlineData(VectorMetric.Cosine, 20, 4)]
    public void Estimates_AreThoseOfPlainLoops(VectorMetric metric, int dimensions, int planes)
    {
        var points = new Points(dimensions, 3);
        EstimatesAreThoseOfPlainLoops(Graph(points, metric, planes), points, metric, planes);
    }

    // The batch is linked by codes that stand apart; what each record holds afterwards is what it would hold without them.
    [Theory]
    [InlineData(VectorMetric.SquaredEuclidean)]
    [InlineData(VectorMetric.Cosine)]
    [InlineData(VectorMetric.InnerProduct)]
    public void ALargeBatch_IsLinkedAsOnBytesAlone_AndEveryLinkIsCoded(VectorMetric metric)
    {
        const int Count = 1500;
        var points = new Points(64, 3);
        float[] vectors = [.. points.Next(Count).SelectMany(vector => vector)];
        long[] keys = [.. Enumerable.Range(0, Count).Select(key => (long)key)];
        GraphState Built(VectorCodes codes)
        {
            HnswOptions options = new() { Metric = metric, Codes = codes, BuildWidth = 60 };
            var index = new HnswIndex(64, options);
            for (int key = 0; key < 100; key++)
            {
                index.Add(key, vectors.AsSpan(64 * key, 64));
            }

            Assert.Equal(codes == VectorCodes.NeighborBits, BuildCodes.For(options, index.State, Count - 100) is not null);
            index.AddMany(keys.AsSpan(100), vectors.AsSpan(64 * 100), threads: 2);
            return index.State;
        }

        var (bits, bytes) = (Built(VectorCodes.NeighborBits), Built(VectorCodes.Int8));
        for (int slot = 0; slot < Count; slot++)
        {
            Assert.Equal(GraphAssert.LinksOf(bytes, slot, 0), GraphAssert.LinksOf(bits, slot, 0));
            Assert.True(new Span<byte>(bytes.CodesOf(slot), bytes.CodeStride).SequenceEqual(new Span<byte>(bits.CodesOf(slot), bits.CodeStride)));
        }

        EstimatesAreThoseOfPlainLoops(bits, points, metric, NeighborBits.PlanesFor(64));
        GC.KeepAlive(bytes);
    }

    // Bits are copied where all of a list is, and coded anew where one of its links is left out.
    [Fact]
    public void AfterCompact_EveryLinkIsCoded()
    {
        const VectorMetric Metric = VectorMetric.SquaredEuclidean;
        var points = new Points(64, 3);
        var index = new HnswIndex(64, new() { Metric = Metric, Codes = VectorCodes.NeighborBits, BuildWidth = 60 });
        for (int key = 0; key < Vectors; key++)
        {
            index.Add(key, points.Next());
        }

        Assert.All(Enumerable.Range(0, 40), key => Assert.True(index.Remove(7 * key)));
        index.Compact();
        EstimatesAreThoseOfPlainLoops(index.State, points, Metric, NeighborBits.PlanesFor(64));
    }

    [Theory]
    [InlineData(32, 4)]
    [InlineData(96, 4)]
    [InlineData(128, 3)]
    [InlineData(160, 3)]
    [InlineData(192, 2)]
    [InlineData(352, 2)]
    [InlineData(384, 1)]
    [InlineData(65536, 1)]
    public void FewDimensions_TakeMoreBits(int dimensions, int planes) => Assert.Equal(planes, NeighborBits.PlanesFor(dimensions));

    // Numbers of the best uniform quantizer: another step, to either side, loses more of a normal coordinate.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Steps_LoseLeast(int planes)
    {
        double Loss(double step)
        {
            double sum = 0, weights = 0;
            for (double x = -6; x <= 6; x += 1e-3)
            {
                double level = Math.Clamp(Math.Floor(x / step), -(1 << (planes - 1)), (1 << (planes - 1)) - 1) + 0.5;
                double weight = Math.Exp(-x * x / 2);
                sum += weight * (x - level * step) * (x - level * step);
                weights += weight;
            }

            return sum / weights;
        }

        double own = Loss(NeighborBits.StepOf(planes));
        Assert.True(own < Loss(NeighborBits.StepOf(planes) * 0.98) && own < Loss(NeighborBits.StepOf(planes) * 1.02));
    }

    private static void EstimatesAreThoseOfPlainLoops(GraphState graph, Points points, VectorMetric metric, int planes)
    {
        var scratch = Query(graph, metric, points.Next());
        var rotated = new Span<float>(scratch.Rotated, graph.Coder!.Length);
        float* estimates = stackalloc float[FastScan.Links];
        for (int node = 0; node < graph.Rows.Used; node += 7)
        {
            _ = graph.Bits!.Estimate(graph.BitsOf(node), graph.BitsOf(node), scratch, 0, 0, estimates);
            int degree = GraphSearch.Gather(graph.LinksOf(node), graph.Degree, graph.Rows.Capacity);
            for (int i = 0; i < degree; i++)
            {
                var (expected, factor) = PlainEstimate(graph, metric, rotated, node, graph.LinksOf(node)[i], planes);

                // Each entry of the table is rounded by at most half a step; its errors add up in every plane.
                double most = Math.Abs(factor) * scratch.TableStep * 0.5 * (rotated.Length / 4) * ((1 << planes) - 1);
                Assert.Equal(expected, estimates[i], most + 1e-3 * Math.Abs(expected) + 1e-4);
            }
        }
    }

    // What estimates add to the node's own distance, and what a unit of the codes' product with the query is worth.
    private static (double Estimate, double Factor) PlainEstimate(
        GraphState graph, VectorMetric metric, ReadOnlySpan<float> query, int node, int neighbour, int planes)
    {
        double[] c = Decoded(graph, node);
        double[] r = [.. Decoded(graph, neighbour).Zip(c, (far, near) => far - near)];
        double squared = r.Sum(x => x * x);
        if (squared == 0)
        {
            return (0, 0);
        }

        double step = Math.Sqrt(squared / r.Length) * NeighborBits.StepOf(planes);
        double codesAlong = 0, codesAlongNode = 0, codesAlongQuery = 0, alongNode = 0;
        for (int i = 0; i < r.Length; i++)
        {
            double level = Math.Clamp(Math.Floor(r[i] / step), -(1 << (planes - 1)), (1 << (planes - 1)) - 1);
            double code = 2 * level + 1;
            codesAlong += code * r[i];
            codesAlongNode += code * c[i];
            codesAlongQuery += code * query[i];
            alongNode += r[i] * c[i];
        }

        // Of the neighbour's distance less the node's: squared + 2 r.c - 2 r.x, or -r.x.
        double factor = squared / codesAlong;
        double along = alongNode + factor * (codesAlongQuery - codesAlongNode);
        return metric == VectorMetric.SquaredEuclidean ? (squared + 2 * alongNode - 2 * along, 2 * factor) : (-along, factor);
    }

    private static double[] Decoded(GraphState graph, int slot)
    {
        byte* codes = graph.CodesOf(slot);
        double step = graph.Coder!.StepOf(codes);
        var values = new double[graph.Coder.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (codes[i] - RowCodes.Center) * step;
        }

        return values;
    }

    private static GraphState Graph(Points points, VectorMetric metric, int planes)
    {
        HnswOptions options = new() { Metric = metric, Codes = VectorCodes.NeighborBits };
        var index = NeighborBitsIndex.Create(points.Dimensions, options, planes, Vectors);
        for (int key = 0; key < Vectors; key++)
        {
            index.Add(key, points.Next());
        }

        return index.State;
    }

    private static Scratch Query(GraphState graph, VectorMetric metric, float[] query)
    {
        var scratch = new Scratch(graph.Rows.Stride, graph.CodeStride, graph.Degree);
        float squared = TensorPrimitives.SumOfSquares<float>(query);
        VectorInput.Prepare(query, squared, metric, scratch.Query, graph.Rows.Stride);
        graph.Coder!.EncodeQuery(scratch, metric == VectorMetric.Cosine ? 1 : squared);
        graph.Bits!.Prepare(scratch);
        return scratch;
    }
}
