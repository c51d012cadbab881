using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Whatever was added, replaced and removed: walks get to the rows.</summary>
public sealed unsafe class ReachTests
{
    [Fact]
    public void AfterAnyChanges_SomeLinkLeadsToEveryRow() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Two().ToArbitrary(), static pair => SomeLinkLeadsToEveryRow(pair.Item1, 20 + (pair.Item2 % 400)))
            .Check(Seeded.Config);

    [Theory]
    [InlineData(VectorCodes.Float32, 4, false)]
    [InlineData(VectorCodes.Int8, 4, false)]
    [InlineData(VectorCodes.Int8, 16, false)]
    [InlineData(VectorCodes.Float32, 4, true)]
    [InlineData(VectorCodes.Int8, 4, true)]
    [InlineData(VectorCodes.Int8, 16, true)]
    public void ManyRowsInFewPlaces_AreAllLinkedTo(VectorCodes codes, int maxLinks, bool isBatch)
    {
        var index = new HnswIndex(2, new()
        {
            Codes = codes,
            ExactBelow = 0,
            Metric = VectorMetric.SquaredEuclidean,
            MaxLinks = maxLinks,
            BuildWidth = 4 * maxLinks,
        });
        static float[] PlaceOf(long key) => [key % 200 % 40, key % 200 / 40];
        long[] keys = [.. Enumerable.Range(0, 2000).Select(key => (long)key)];
        if (isBatch)
        {
            index.AddMany(keys, [.. keys.SelectMany(PlaceOf)], threads: 2);
        }
        else
        {
            Assert.All(keys, key => index.Add(key, PlaceOf(key)));
        }

        Assert.Equal(2000, LinkedTo(index.State));
    }

    [Fact]
    public void WhereEverythingNearbyWasDropped_ABatchFindsItsPlace()
    {
        var index = new HnswIndex(2, new() { ExactBelow = 0, Metric = VectorMetric.SquaredEuclidean, MaxLinks = 4, BuildWidth = 8 });
        long[] keys = [.. Enumerable.Range(0, 2000).Select(key => (long)key)];
        index.AddMany(keys, [.. keys.SelectMany(key => new float[] { key % 40, key % 50 })], threads: 2);
        for (int round = 0; round < 20; round++)
        {
            // Fewer than a sweep waits for, all in one corner.
            long[] moved = [.. keys.Where(key => key % 40 < 8 && key % 50 < 12).Skip(round).Take(40)];
            Assert.All(moved, key => Assert.True(index.Remove(key)));
            index.AddMany(moved, [.. moved.SelectMany(key => new float[] { key % 40, key % 50 })], threads: 2);
            Assert.Equal(index.Count, LinkedTo(index.State));
        }
    }

    // As within a batch: the row is in nobody's sight yet, and all it was linked to has been dropped.
    [Fact]
    public void ARowThatIsNotPublishedYet_LosesItsLinksToDroppedRows()
    {
        var options = new HnswOptions { Metric = VectorMetric.SquaredEuclidean, MaxLinks = 4, BuildWidth = 8 };
        var graph = new GraphState(2, options, null, 16);
        var scratch = new Scratch(graph.Rows.Stride, 0, graph.Degree);
        int[] slots = [.. Enumerable.Range(0, 3).Select(key => Write(graph, key))];
        graph.LinksOf(slots[2])[0] = slots[0];
        graph.LinksOf(slots[2])[1] = slots[1];
        graph.LinksOf(slots[2])[2] = -1;
        foreach (int slot in slots[..2])
        {
            graph.Rows.Publish(slot, isNewKey: true);
            graph.Rows.BeginChange();
            graph.Rows.Drop(slot, isMoved: false);
            graph.Rows.EndChange();
        }

        new GraphRepair<EuclideanSpace>().Repair(graph, scratch, slots[2]);

        Assert.Equal(-1, graph.LinksOf(slots[2])[0]);
        GC.KeepAlive(graph);
    }

    [Theory]
    [InlineData(VectorCodes.Float32)]
    [InlineData(VectorCodes.Int8)]
    [InlineData(VectorCodes.NeighborBits)]
    public void AmongManyClusters_ReplacedRowsAreFoundByANarrowSearch(VectorCodes codes)
    {
        const int Count = 6000;
        const int Clusters = 300;
        float[][] rows = [.. Enumerable.Range(0, Count).Select(row => InCluster(row % Clusters, row, 16))];
        var index = new HnswIndex(16, new() { Codes = codes, ExactBelow = 0, Metric = VectorMetric.SquaredEuclidean, MaxLinks = 8, BuildWidth = 60 });
        for (int row = 0; row < Count; row++)
        {
            index.Add(row, rows[row]);
        }

        int before = Found(index, rows);
        for (int update = 0; update < 2 * Count; update++)
        {
            int row = (int)(SplitMix.Unit(7, update) * Count) % Count;
            Assert.True(index.Remove(row));
            index.Add(row, rows[row]);
        }

        int after = Found(index, rows);
        Assert.True(after >= before - (Count / 25), $"Of {Count} rows {before} were found before everything was replaced, and {after} afterwards.");
    }

    private static int Write(GraphState graph, int key)
    {
        float* row = stackalloc float[graph.Rows.Stride];
        new Span<float>(row, graph.Rows.Stride).Clear();
        row[0] = key;
        int slot = graph.Rows.TakeFresh();
        graph.Rows.Write(slot, key, row);
        graph.SetRecord(slot, level: 0, unit: 0);
        return slot;
    }

    private static int Found(HnswIndex index, float[][] rows)
    {
        var nearest = new Neighbor[1];
        int found = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            found += index.Search(rows[row], nearest, new() { SearchWidth = 8 }) == 1 && nearest[0].Key == row ? 1 : 0;
        }

        return found;
    }

    private static float[] InCluster(int cluster, int row, int dimensions) =>
    [
        .. Enumerable.Range(0, dimensions).Select(at => (float)(
            (10 * SplitMix.Unit(1, (cluster * dimensions) + at)) + SplitMix.Unit(2, (row * (long)dimensions) + at))),
    ];

    // Few links and many rows in the same place on purpose: lists are full then, and every new link drives another one out.
    private static void SomeLinkLeadsToEveryRow(int seed, int steps)
    {
        var index = new HnswIndex(2, new()
        {
            Codes = VectorCodes.Float32,
            ExactBelow = 0,
            Metric = VectorMetric.SquaredEuclidean,
            MaxLinks = 8,
            BuildWidth = 8,
        });
        var keys = new List<long>();
        for (int step = 0; step < steps; step++)
        {
            int Next(int part, int below) => (int)(SplitMix.Unit(seed, (3L * step) + part) * below) % below;
            if (keys.Count > 0 && Next(0, 3) == 0)
            {
                int at = Next(1, keys.Count);
                Assert.True(index.Remove(keys[at]));
                keys.RemoveAt(at);
            }
            else
            {
                index.Add(step, [Next(1, 6), Next(2, 6)]);
                keys.Add(step);
            }

            Assert.Equal(keys.Count < 2 ? 0 : keys.Count, LinkedTo(index.State));
        }
    }

    private static int LinkedTo(GraphState graph)
    {
        var met = new HashSet<int>();
        for (int slot = 0; slot < graph.Rows.Used; slot++)
        {
            if (graph.Rows.IsLive(slot))
            {
                int* links = graph.LinksOf(slot);
                met.UnionWith(new ReadOnlySpan<int>(links, GraphSearch.Gather(links, graph.Degree, graph.Rows.Capacity)).ToArray());
            }
        }

        return met.Count(graph.Rows.IsLive);
    }
}
