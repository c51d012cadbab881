using Xunit;

namespace AiOs;

public sealed class HnswIndexTests
{
    private const int K = 10;

    // Large enough, for the width it is searched with, that the graph is walked where half of the keys pass.
    private static readonly Lazy<(Points, HnswIndex, FlatIndex)> Large =
        new(() => Filled(VectorMetric.SquaredEuclidean, VectorCodes.Int8, 4000, 16));

    public static TheoryData<VectorMetric, VectorCodes> Kinds
    {
        get
        {
            var kinds = new TheoryData<VectorMetric, VectorCodes>();
            foreach (var metric in Enum.GetValues<VectorMetric>())
            {
                foreach (var codes in Enum.GetValues<VectorCodes>())
                {
                    kinds.Add(metric, codes);
                }
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Search_FindsNearlyAll(VectorMetric metric, VectorCodes codes)
    {
        var (points, index, exact) = Filled(metric, codes, 2000, 40);
        double recall = Points.Recall(index, exact, points.Next(60), K, new() { SearchWidth = 100 });
        double least = metric == VectorMetric.InnerProduct ? 0.95 : 0.98; // Inner products have hubs, which are harder for any graph.
        Assert.True(recall > least, $"Recall {recall}.");
        index.Compact();
        double compacted = Points.Recall(index, exact, points.Next(60), K, new() { SearchWidth = 100 });
        Assert.True(compacted > least, $"Recall {compacted} after compacting.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SameSeedAndOperations_GiveTheSameGraph(VectorMetric metric, VectorCodes codes)
    {
        byte[] Write(int seed)
        {
            using var folder = new TemporaryFolder();
            var points = new Points(20, 9);
            var index = new HnswIndex(20, new() { Metric = metric, Codes = codes, Seed = seed, InitialCapacity = 0 });
            for (int key = 0; key < 400; key++)
            {
                index.Add(key, points.Next());
                if (key % 3 == 0)
                {
                    index.Upsert(key / 2, points.Next());
                    index.Remove(key / 5);
                }
            }

            index.Save(folder.File("index"));
            return File.ReadAllBytes(folder.File("index"));
        }

        byte[] first = Write(1);
        Assert.Equal(first, Write(1));
        Assert.NotEqual(first, Write(2));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AddMany_GivesTheSameGraph_OnAnyNumberOfThreads(VectorMetric metric, VectorCodes codes)
    {
        const int Dimensions = 20;
        var points = new Points(Dimensions, 5);
        float[] vectors = [.. points.Next(1500).SelectMany(vector => vector)];
        long[] keys = [.. Enumerable.Range(0, 1500).Select(key => (long)key)];
        HnswIndex Build(int threads)
        {
            var built = new HnswIndex(Dimensions, new() { Metric = metric, Codes = codes, InitialCapacity = 0, ExactBelow = 0, BuildWidth = 60 });
            built.AddMany(keys.AsSpan(0, 700), vectors.AsSpan(0, 700 * Dimensions), threads);
            built.Remove(3);
            built.AddMany(keys.AsSpan(700), vectors.AsSpan(700 * Dimensions), threads);
            return built;
        }

        var index = Build(1);
        GraphAssert.Same(index, Build(3));

        var exact = new FlatIndex(Dimensions, metric);
        foreach (long key in keys.Where(key => key != 3))
        {
            exact.Add(key, vectors.AsSpan((int)key * Dimensions, Dimensions));
        }

        double recall = Points.Recall(index, exact, points.Next(60), K, new() { SearchWidth = 100 });
        Assert.True(recall > 0.95, $"Recall {recall}.");
    }

    // A large batch of floats is linked by codes that last as long as the build. The last set lies far from the origin, where codes tell nothing apart.
    [Theory]
    [InlineData(VectorMetric.Cosine, 0)]
    [InlineData(VectorMetric.InnerProduct, 0)]
    [InlineData(VectorMetric.SquaredEuclidean, 0)]
    [InlineData(VectorMetric.SquaredEuclidean, 500)]
    public void AddMany_OfManyFloats_FindsWhatOneByOneFinds_OnAnyNumberOfThreads(VectorMetric metric, int offset)
    {
        const int Dimensions = 64;
        const int Count = 2000;
        var points = new Points(Dimensions, 5);
        float[][] vectors = [.. points.Next(Count).Select(Moved)];
        float[] Moved(float[] vector) => [.. vector.Select(x => x + offset)];
        var options = new HnswOptions { Metric = metric, Codes = VectorCodes.Float32, ExactBelow = 0, BuildWidth = 60, InitialCapacity = 0 };
        var single = new HnswIndex(Dimensions, options);
        var exact = new FlatIndex(Dimensions, metric);
        for (int key = 0; key < Count; key++)
        {
            single.Add(key, vectors[key]);
            exact.Add(key, vectors[key]);
        }

        Assert.NotNull(BuildCodes.For(options, new HnswIndex(Dimensions, options).State, Count));
        HnswIndex Build(int threads)
        {
            var built = new HnswIndex(Dimensions, options);
            built.AddMany([.. Enumerable.Range(0, Count).Select(key => (long)key)], [.. vectors.SelectMany(vector => vector)], threads);
            return built;
        }

        var batch = Build(1);
        GraphAssert.Same(batch, Build(2));
        GraphAssert.Same(batch, Build(3));

        float[][] queries = [.. points.Next(100).Select(Moved)];
        double ofOneByOne = Points.Recall(single, exact, queries, K, new() { SearchWidth = 40 });
        double ofBatch = Points.Recall(batch, exact, queries, K, new() { SearchWidth = 40 });
        Assert.True(ofBatch > ofOneByOne - 0.02, $"Recall {ofBatch} after a batch, {ofOneByOne} one by one.");
    }

    [Fact]
    public void AddMany_OfAnythingWrong_ChangesNothing()
    {
        var index = new HnswIndex(2, new() { MaxCapacity = 3, InitialCapacity = 0 });
        index.Add(1, [1, 0]);
        Assert.Throws<DuplicateVectorKeyException>(() => index.AddMany([2, 1], [1, 1, 2, 1]));
        Assert.Throws<DuplicateVectorKeyException>(() => index.AddMany([2, 2], [1, 1, 2, 1]));
        Assert.Throws<InvalidVectorException>(() => index.AddMany([2, 3], [1, 1, 0, 0]));
        Assert.Throws<VectorCapacityException>(() => index.AddMany([2, 3, 4], [1, 1, 2, 1, 3, 1]));
        Assert.Throws<ArgumentException>(() => index.AddMany([2, 3], [1, 1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.AddMany([2], [1, 1], threads: 0));
        Assert.Throws<OperationCanceledException>(() => index.AddMany([2], [1, 1], cancellationToken: new CancellationToken(true)));
        Assert.Equal(1, index.Count);
        index.AddMany([2, 3], [1, 1, 2, 1]);
        Assert.Equal(3, index.Count);
    }

    // Ends by distance once the graph has a profile: the recall may not fall for it, and an average search does no more work.
    [Theory]
    [InlineData(VectorCodes.Float32)]
    [InlineData(VectorCodes.NeighborBits)]
    public void WithAProfile_RecallIsAtLeastThatOfAFixedWidth(VectorCodes codes)
    {
        var (points, index, exact) = Filled(VectorMetric.SquaredEuclidean, codes, 3000, 24);
        float[][] queries = points.Next(200);
        Assert.NotEmpty(index.State.Profile);
        Assert.Equal(index.State.Profile.Order(), index.State.Profile);
        double reached = Points.Recall(index, exact, queries, K, new() { SearchWidth = 30 });
        index.State.Profile = [];
        double fixedWidth = Points.Recall(index, exact, queries, K, new() { SearchWidth = 30 });
        Assert.True(reached > fixedWidth - 0.005, $"{reached} instead of {fixedWidth}");
    }

    [Theory]
    [InlineData(VectorCodes.Float32)]
    [InlineData(VectorCodes.Int8)]
    [InlineData(VectorCodes.NeighborBits)]
    public void AfterReplacingEverythingTwice_RecallIsThatOfAFreshBuild(VectorCodes codes)
    {
        var (points, index, exact) = Filled(VectorMetric.SquaredEuclidean, codes, 1000, 24);
        var current = new Dictionary<long, float[]>();
        for (int round = 0; round < 2; round++)
        {
            for (int key = 0; key < 1000; key++)
            {
                float[] vector = current[key] = points.Next();
                if (key % 2 == 0)
                {
                    index.Update(key, vector);
                }
                else
                {
                    Assert.True(index.Remove(key));
                    index.Add(key, vector);
                }

                exact.Update(key, vector);
            }
        }

        var fresh = new HnswIndex(24, index.Options);
        foreach (var (key, vector) in current)
        {
            fresh.Add(key, vector);
        }

        float[][] queries = points.Next(200);
        double kept = Points.Recall(index, exact, queries, K, new() { SearchWidth = 40 });
        double built = Points.Recall(fresh, exact, queries, K, new() { SearchWidth = 40 });
        Assert.True(kept > built - 0.01, $"Recall {kept} after replacing, {built} of a fresh build.");
        Assert.Equal(1000, index.Count);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.5, 1)]
    [InlineData(0.5, -1)]
    [InlineData(0.1, 0)]
    [InlineData(0.1, 1)]
    [InlineData(0.1, -1)]
    [InlineData(0.05, 1)]
    [InlineData(0.05, -1)]
    [InlineData(0.01, 0)]
    [InlineData(0.01, 1)]
    [InlineData(0.01, -1)]
    [InlineData(0.001, 0)]
    [InlineData(0.001, 1)]
    [InlineData(0.001, -1)]
    public void Filter_KeepsTheRecall(double selectivity, int correlation)
    {
        var (points, index, exact) = Large.Value;
        var plain = new Neighbor[K];
        var found = new Neighbor[K];
        int plainHits = 0;
        int hits = 0;
        int wanted = 0;
        foreach (float[] query in points.Next(10))
        {
            var all = new Neighbor[index.Count];
            exact.Search(query, all);
            int passing = (int)(all.Length * selectivity);
            var keys = correlation switch
            {
                1 => all[..passing].Select(neighbor => neighbor.Key).ToHashSet(),
                -1 => all[^passing..].Select(neighbor => neighbor.Key).ToHashSet(),
                _ => all.Where(neighbor => SplitMix.Unit(4, neighbor.Key) <= selectivity).Select(neighbor => neighbor.Key).ToHashSet(),
            };
            var expected = all.Where(neighbor => keys.Contains(neighbor.Key)).Take(K).Select(neighbor => neighbor.Key).ToHashSet();
            index.Search(query, plain, new() { SearchWidth = 20 });
            plainHits += plain.Count(neighbor => all[..K].Any(other => other.Key == neighbor.Key)) * 2;
            foreach (var filter in new[] { VectorFilter.Keys(keys), VectorFilter.Where(keys.Contains) })
            {
                int count = index.Search(query, found, new() { Filter = filter, SearchWidth = 20 });
                Assert.Equal(expected.Count, count);
                Assert.All(found[..count], neighbor => Assert.Contains(neighbor.Key, keys));
                hits += found[..count].Count(neighbor => expected.Contains(neighbor.Key));
                wanted += expected.Count;
            }
        }

        Assert.True((double)hits / wanted >= 0.95 * plainHits / (20 * K), $"{hits} of {wanted} with the filter, {plainHits} of {20 * K} without.");
    }

    [Fact]
    public void Search_AllocatesNothing()
    {
        var (points, index, _) = Filled(VectorMetric.Cosine, VectorCodes.Int8, 2000, 32);
        float[][] queries = points.Next(50);
        var found = new Neighbor[K];
        var filter = VectorFilter.Keys(Enumerable.Range(0, 1000).Select(key => (long)key));
        void SearchAll()
        {
            foreach (float[] query in queries)
            {
                index.Search(query, found);
                index.Search(query, found, new() { Filter = filter });
            }
        }

        SearchAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        SearchAll();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void SavedIndex_AnswersAsItDidBefore_MappedAndChanged()
    {
        using var folder = new TemporaryFolder();
        var (points, index, _) = Filled(VectorMetric.Cosine, VectorCodes.Int8, 1500, 32);
        index.Remove(7);
        index.Save(folder.File("saved"));
        foreach (bool verify in new[] { true, false })
        {
            var opened = HnswIndex.Open(folder.File("saved"), verify);
            Assert.Equal(index.Count, opened.Count);
            var expected = new Neighbor[K];
            var actual = new Neighbor[K];
            foreach (float[] query in points.Next(50))
            {
                index.Search(query, expected);
                opened.Search(query, actual);
                Assert.Equal(expected, actual);
            }

            for (int key = 2000; key < 2400; key++) // Beyond the room in the file.
            {
                opened.Add(key, points.Next());
            }

            Assert.Equal(1899, opened.Count);
        }

        Assert.Equal(1499, HnswIndex.Open(folder.File("saved")).Count);
    }

    [Fact]
    public void MaxCapacity_HoldsThroughRemovalsAndUpdates()
    {
        var points = new Points(4, 1);
        var index = new HnswIndex(4, new() { MaxCapacity = 100, InitialCapacity = 0 });
        for (int round = 0; round < 20; round++)
        {
            for (int key = 0; key < 100; key++)
            {
                index.Upsert(key, points.Next());
            }

            Assert.Throws<VectorCapacityException>(() => index.Add(100, points.Next()));
            Assert.True(index.Remove(round));
            index.Add(round, points.Next());
        }

        Assert.Equal(100, index.Count);
    }

    [Fact]
    public void InvalidOptions_AreRefused()
    {
        HnswOptions[] invalid =
        [
            new() { MaxLinks = 1 }, new() { MaxLinks = 257, BuildWidth = 300 }, new() { BuildWidth = 15 }, new() { SearchWidth = 0 },
            new() { MaxCapacity = 0 }, new() { InitialCapacity = -1 }, new() { ExactBelow = -1 }, new() { Metric = (VectorMetric)9 },
        ];
        Assert.All(invalid, options => Assert.Throws<ArgumentOutOfRangeException>(() => new HnswIndex(4, options)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HnswIndex(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlatIndex(65_537));
    }

    private static (Points Points, HnswIndex Index, FlatIndex Exact) Filled(VectorMetric metric, VectorCodes codes, int count, int dimensions)
    {
        var points = new Points(dimensions, 11);
        var index = new HnswIndex(dimensions, new() { Metric = metric, Codes = codes, ExactBelow = 0, BuildWidth = 100 });
        var exact = new FlatIndex(dimensions, metric);
        for (int key = 0; key < count; key++)
        {
            float[] vector = points.Next();
            index.Add(key, vector);
            exact.Add(key, vector);
        }

        return (points, index, exact);
    }
}
