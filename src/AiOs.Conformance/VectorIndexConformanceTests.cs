using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IVectorIndex"/> must do. A provider derives and gets the whole suite.</summary>
/// <remarks>The indexes it makes are small, so an approximate index is expected to find everything in them.</remarks>
public abstract class VectorIndexConformanceTests
{
    /// <summary>Creates an empty index that holds at least 1,000 vectors. The deriving class disposes of it where that is needed.</summary>
    /// <param name="dimensions">Its dimensions.</param>
    /// <param name="metric">Its metric.</param>
    /// <returns>The index.</returns>
    protected abstract IVectorIndex CreateIndex(int dimensions, VectorMetric metric);

    [Fact]
    public virtual void Search_OfAnEmptyIndex_FindsNothing() =>
        Assert.Equal(0, Euclidean(2).Search([0, 0], new Neighbor[3]));

    [Fact]
    public virtual void Search_KAboveCount_WritesCount()
    {
        var index = Euclidean(2);
        index.Add(7, [0, 1]);
        Assert.Equal(1, index.Search([0, 0], new Neighbor[5]));
    }

    [Fact]
    public virtual void Search_GivesExactDistances_NearestFirst()
    {
        var index = Euclidean(2);
        index.Add(-5, [3, 4]);
        index.Add(long.MaxValue, [1, 0]);
        index.Add(long.MinValue, [0, 2]);
        Assert.Equal([new(long.MaxValue, 1), new(long.MinValue, 4), new(-5, 25)], Search(index, [0, 0], 3));
    }

    [Fact]
    public virtual void Search_OfEqualDistances_GoesBySmallerKey()
    {
        var index = Euclidean(2);
        foreach (long key in new long[] { 9, 3, 7, 1, 5 })
        {
            index.Add(key, [1, 1]);
        }

        Assert.Equal([1, 3, 5], Search(index, [1, 1], 3).Select(neighbor => neighbor.Key));
    }

    [Fact]
    public virtual void InnerProduct_IsNegated()
    {
        var index = CreateIndex(2, VectorMetric.InnerProduct);
        index.Add(1, [1, 0]);
        index.Add(2, [5, 1]);
        Assert.Equal([new(2, -10), new(1, -2)], Search(index, [2, 0], 2));
    }

    [Fact]
    public virtual void Cosine_ComparesDirections()
    {
        var index = CreateIndex(2, VectorMetric.Cosine);
        index.Add(1, [10, 0]);
        index.Add(2, [0, 0.5f]);
        index.Add(3, [-3, 0]);
        var found = Search(index, [2, 0], 3);
        Assert.Equal([1, 2, 3], found.Select(neighbor => neighbor.Key));
        Assert.Equal([0f, 1f, 2f], found.Select(neighbor => MathF.Round(neighbor.Distance, 5)));
    }

    [Fact]
    public virtual void Add_StoresACopy()
    {
        var index = Euclidean(1);
        float[] vector = [1];
        index.Add(1, vector);
        vector[0] = 9;
        float[] copy = new float[1];
        Assert.True(index.TryGet(1, copy));
        Assert.Equal([1f], copy);
        Assert.True(index.Contains(1));
        Assert.False(index.Contains(2));
        Assert.False(index.TryGet(2, copy));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(3e38f)]
    public virtual void NotFinite_OrTooLong_IsRefused_AndChangesNothing(float value)
    {
        var index = Euclidean(2);
        index.Add(1, [1, 1]);
        Assert.Throws<InvalidVectorException>(() => index.Add(2, [0, value]));
        Assert.Throws<InvalidVectorException>(() => index.Update(1, [0, value]));
        Assert.Throws<InvalidVectorException>(() => index.Upsert(1, [value, 0]));
        Assert.Throws<InvalidVectorException>(() => index.Search([0, value], new Neighbor[1]));
        Assert.Equal([new(1, 2)], Search(index, [0, 0], 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public virtual void WrongLength_IsRefused(int length)
    {
        var index = Euclidean(2);
        index.Add(1, [1, 1]);
        Assert.Throws<InvalidVectorException>(() => index.Add(2, new float[length]));
        Assert.Throws<InvalidVectorException>(() => index.Update(1, new float[length]));
        Assert.Throws<InvalidVectorException>(() => index.Search(new float[length], new Neighbor[1]));
        Assert.Throws<InvalidVectorException>(() => index.TryGet(1, new float[length]));
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public virtual void Cosine_OfZero_IsRefused()
    {
        var index = CreateIndex(2, VectorMetric.Cosine);
        Assert.Throws<InvalidVectorException>(() => index.Add(1, [0, 0]));
        Assert.Throws<InvalidVectorException>(() => index.Search([0, 0], new Neighbor[1]));
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public virtual void KeysInUse_AndUnknownKeys_AreRefused()
    {
        var index = Euclidean(1);
        index.Add(1, [1]);
        Assert.Equal(1, Assert.Throws<DuplicateVectorKeyException>(() => index.Add(1, [2])).Key);
        Assert.Equal(2, Assert.Throws<UnknownVectorKeyException>(() => index.Update(2, [2])).Key);
        Assert.False(index.Remove(2));
        Assert.Equal([new(1, 1)], Search(index, [0], 2));
    }

    [Fact]
    public virtual void K_OfZero_AndWidthBelowK_AreRefused()
    {
        var index = Euclidean(1);
        index.Add(1, [1]);
        Assert.Throws<ArgumentException>(() => index.Search([0], []));
        Assert.Throws<ArgumentException>(() => index.Search([0], new Neighbor[3], new() { SearchWidth = 2 }));
        Assert.Throws<ArgumentException>(() => index.Search([0], new Neighbor[3], new() { SearchWidth = -1 }));
    }

    [Fact]
    public virtual void Upsert_AddsThenReplaces()
    {
        var index = Euclidean(1);
        Assert.False(index.Upsert(1, [5]));
        Assert.True(index.Upsert(1, [2]));
        index.Update(1, [3]);
        Assert.Equal(1, index.Count);
        Assert.Equal([new(1, 9)], Search(index, [0], 2));
    }

    [Fact]
    public virtual void Remove_ForgetsTheKey_WhichMayComeBack()
    {
        var index = Euclidean(1);
        index.Add(1, [1]);
        index.Add(2, [2]);
        Assert.True(index.Remove(1));
        Assert.False(index.Remove(1));
        Assert.False(index.Contains(1));
        Assert.Equal([new(2, 4)], Search(index, [0], 2));
        index.Add(1, [3]);
        Assert.Equal([new(2, 4), new(1, 9)], Search(index, [0], 2));
        Assert.True(index.Remove(1) && index.Remove(2));
        Assert.Equal(0, index.Count);
        Assert.Empty(Search(index, [0], 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(1000)]
    public virtual void Filter_FindsTheNearestThatPass_AndNeverFewer(int every)
    {
        var index = Euclidean(3);
        for (int key = 0; key < 500; key++)
        {
            index.Add(key, [key % 10, key / 10 % 10, key / 100]);
        }

        var bits = new ulong[8];
        foreach (int key in Enumerable.Range(0, 500).Where(key => key % every == 3 % every))
        {
            bits[key / 64] |= 1UL << (key % 64);
        }

        var expected = Enumerable.Range(0, 500).Where(key => key % every == 3 % every)
            .Select(key => new Neighbor(key, Squared(key % 10 - 9) + Squared(key / 10 % 10 - 9) + Squared(key / 100 - 4)))
            .Order().Take(10).ToArray();
        VectorFilter[] filters =
        [
            VectorFilter.Where(key => key % every == 3 % every),
            VectorFilter.Bitmap(bits),
            VectorFilter.Keys([.. Enumerable.Range(0, 500).Where(key => key % every == 3 % every), 12345]),
        ];
        foreach (var filter in filters)
        {
            Assert.Equal(expected, Search(index, [9, 9, 4], 10, new() { Filter = filter, SearchWidth = 600 }));
        }
    }

    [Fact]
    public virtual void Filter_IsReadAnew_AfterWrites()
    {
        var index = Euclidean(1);
        var filter = VectorFilter.Keys([1, 2]);
        index.Add(1, [1]);
        index.Add(3, [0]);
        index.Add(4, [0]);
        Assert.Equal([1], Search(index, [0], 5, new() { Filter = filter }).Select(neighbor => neighbor.Key));
        index.Add(2, [0.5f]);
        Assert.Equal([2, 1], Search(index, [0], 5, new() { Filter = filter }).Select(neighbor => neighbor.Key));
        index.Remove(1);
        Assert.Equal([2], Search(index, [0], 5, new() { Filter = filter }).Select(neighbor => neighbor.Key));
    }

    // Small integers on purpose: they make ties, which is where rankings go wrong. Seeded, so that a failure comes back.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public virtual void Operations_AgreeWithADictionary(int seed)
    {
        ulong state = (ulong)seed * 0x9E3779B97F4A7C15;
        int Next(int below)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return (int)((state >> 33) % (ulong)below);
        }

        var index = Euclidean(4);
        var model = new Dictionary<long, float[]>();
        for (int step = 0; step < 1500; step++)
        {
            long key = Next(120);
            float[] vector = [Next(7) - 3, Next(7) - 3, Next(7) - 3, Next(7) - 3];
            switch (Next(4))
            {
                case 0:
                    Assert.Equal(model.Remove(key), index.Remove(key));
                    break;
                case 1:
                    Assert.Equal(model.ContainsKey(key), index.Upsert(key, vector));
                    model[key] = vector;
                    break;
                case 2 when model.TryAdd(key, vector):
                    index.Add(key, vector);
                    break;
                default:
                    int k = 1 + Next(12);
                    var expected = model
                        .Select(pair => new Neighbor(pair.Key, pair.Value.Zip(vector, (a, b) => Squared(a - b)).Sum()))
                        .Order().Take(k);
                    Assert.Equal(expected, Search(index, vector, k, new() { SearchWidth = 200 }));
                    break;
            }

            Assert.Equal(model.Count, index.Count);
        }
    }

    private static float Squared(float value) => value * value;

    private static Neighbor[] Search(IVectorIndex index, float[] query, int k, VectorSearchOptions options = default)
    {
        var nearest = new Neighbor[k];
        return nearest[..index.Search(query, nearest, options)];
    }

    private IVectorIndex Euclidean(int dimensions) => CreateIndex(dimensions, VectorMetric.SquaredEuclidean);
}
