using Xunit;

namespace AiOs;

public sealed class QueryTests
{
    private const int Count = 500;

    [Fact]
    public void SearchWithin_FindsAllOfThem()
    {
        var index = Line();
        var found = index.SearchWithin([0, 0], 100 * 100);
        Assert.Equal(Enumerable.Range(0, 101).Select(key => new Neighbor(key, key * key)), found);
        Assert.Empty(index.SearchWithin([-5, 0], 4));
        Assert.Equal(7, index.SearchWithin([0, 0], 1e9f, most: 7).Length);
        Assert.Equal(Count, index.SearchWithin([0, 0], 1e9f).Length);
        Assert.Equal([0, 2, 4], index.SearchWithin([0, 0], 25, filter: VectorFilter.Where(key => key % 2 == 0)).Select(neighbor => neighbor.Key));
    }

    [Fact]
    public void Enumerate_GivesEachOnce_InOrder()
    {
        var index = Line();
        Assert.Equal(Enumerable.Range(0, Count).Select(key => (long)key), index.Enumerate(new float[] { 0, 0 }).Select(neighbor => neighbor.Key));
        Assert.Equal([0L, 1, 2], index.Enumerate(new float[] { 0, 0 }).Take(3).Select(neighbor => neighbor.Key));
    }

    [Fact]
    public void SearchMany_GivesWhatSearchGives_OnAnyNumberOfThreads()
    {
        var index = Line();
        var queries = new float[40];
        for (int i = 0; i < queries.Length; i++)
        {
            queries[i] = (float)SplitMix.Unit(1, i) * Count;
        }

        foreach (int threads in new[] { 1, 3 })
        {
            var nearest = new Neighbor[20 * 5];
            var counts = new int[20];
            index.SearchMany(queries, 5, nearest, counts, threads: threads);
            for (int query = 0; query < 20; query++)
            {
                var expected = new Neighbor[5];
                Assert.Equal(index.Search(queries.AsSpan(query * 2, 2), expected), counts[query]);
                Assert.Equal(expected, nearest[(query * 5)..(query * 5 + 5)]);
            }
        }

        Assert.Throws<ArgumentException>(() => index.SearchMany(queries, 5, new Neighbor[99], new int[20]));
        Assert.Throws<ArgumentException>(() => index.SearchMany(queries.AsMemory(1), 5, new Neighbor[100], new int[20]));
    }

    [Fact]
    public void HalvesAndBytes_AreWidened()
    {
        var index = new FlatIndex(2, VectorMetric.SquaredEuclidean);
        Assert.False(index.Upsert(1, [(Half)1.5f, (Half)(-2)]));
        Assert.False(index.Upsert(2, new sbyte[] { -128, 127 }));
        Assert.True(index.Upsert(2, new sbyte[] { 3, 4 }));
        var nearest = new Neighbor[2];
        Assert.Equal(2, index.Search([(Half)0, (Half)0], nearest));
        Assert.Equal([new(1, 6.25f), new(2, 25)], nearest);
        index.Search(new sbyte[] { 3, 3 }, nearest);
        Assert.Equal(new Neighbor(2, 1), nearest[0]);
        Assert.Throws<InvalidVectorException>(() => index.Upsert(3, [(Half)1]));
    }

    [Fact]
    public void Map_FindsKeysOfAnyType()
    {
        var map = new VectorMap<string>(new HnswIndex(2, new() { Metric = VectorMetric.SquaredEuclidean }), StringComparer.OrdinalIgnoreCase);
        Assert.False(map.Upsert("Dune", [0, 1]));
        Assert.False(map.Upsert("Emma", [5, 5]));
        Assert.True(map.Upsert("DUNE", [0, 2]));
        Assert.Throws<InvalidVectorException>(() => map.Upsert("Ulysses", [float.NaN, 0]));
        Assert.Equal([new("Dune", 4), new("Emma", 50)], map.Search([0, 0], 5));
        Assert.Equal(["Emma"], map.Search([0, 0], 1, filter: title => title.StartsWith('E')).Select(match => match.Key));
        Assert.True(map.Remove("dune"));
        Assert.False(map.Remove("dune"));
        Assert.True(map.ContainsKey("emma"));
        Assert.Equal(1, map.Count);
        Assert.Throws<ArgumentException>(() => new VectorMap<int>(Line()));
    }

    private static HnswIndex Line()
    {
        var index = new HnswIndex(2, new() { Metric = VectorMetric.SquaredEuclidean, ExactBelow = 0 });
        for (int key = 0; key < Count; key++)
        {
            index.Add(key, [key, 0]);
        }

        return index;
    }
}
