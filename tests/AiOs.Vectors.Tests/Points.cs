namespace AiOs;

/// <summary>Seeded vectors for tests: clusters of uneven size, as real data has, and the exact neighbours of a query.</summary>
internal sealed class Points
{
    private readonly int _seed;
    private readonly float[][] _centers;
    private long _draws;

    public Points(int dimensions, int seed)
    {
        Dimensions = dimensions;
        _seed = seed;
        _centers = [.. Enumerable.Range(0, 30).Select(_ => Draw(1))];
    }

    public int Dimensions { get; }

    public float[] Next()
    {
        double unit = SplitMix.Unit(_seed, _draws++);
        float[] center = _centers[(int)(unit * unit * (_centers.Length - 1))];
        float[] around = Draw(0.5f);
        return [.. center.Zip(around, (a, b) => a + b)];
    }

    public float[][] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>The share of the true neighbours that an index finds, over some queries.</summary>
    public static double Recall(IVectorIndex index, IVectorIndex exact, float[][] queries, int k, VectorSearchOptions options)
    {
        int hits = 0;
        int wanted = 0;
        var found = new Neighbor[k];
        var expected = new Neighbor[k];
        foreach (float[] query in queries)
        {
            int count = exact.Search(query, expected, options);
            var keys = expected[..count].Select(neighbor => neighbor.Key).ToHashSet();
            hits += found[..index.Search(query, found, options)].Count(neighbor => keys.Contains(neighbor.Key));
            wanted += count;
        }

        return (double)hits / wanted;
    }

    private float[] Draw(float spread) => [.. Enumerable.Range(0, Dimensions).Select(_ => spread * Normal())];

    private float Normal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(SplitMix.Unit(_seed, _draws++)));
        return (float)(radius * Math.Cos(2 * Math.PI * SplitMix.Unit(_seed, _draws++)));
    }
}
