using BenchmarkDotNet.Attributes;

namespace AiOs;

/// <summary>Search, filters, insertion and opening, beside a scan of everything.</summary>
[MemoryDiagnoser]
public class VectorIndexBenchmarks
{
    private const int Count = 50_000;
    private const int Dimensions = 384;
    private const int Clusters = 500;
    private const int Queries = 256;
    private const int K = 10;

    private readonly Neighbor[] _nearest = new Neighbor[K];
    private readonly Random _random = new(42);
    private HnswIndex _index = null!;
    private FlatIndex _flat = null!;
    private float[] _centers = null!;
    private float[][] _queries = null!;
    private VectorFilter _tenth = null!;
    private VectorFilter _hundredth = null!;
    private string _file = null!;
    private int _next;

    [Params(VectorCodes.Float32, VectorCodes.Int8, VectorCodes.NeighborBits)]
    public VectorCodes Codes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _centers = [.. Enumerable.Range(0, Clusters * Dimensions).Select(_ => _random.NextSingle() - 0.5f)];
        _queries = [.. Enumerable.Range(0, Queries).Select(_ => Draw())];
        _index = new HnswIndex(Dimensions, new() { Codes = Codes, InitialCapacity = Count * 2 });
        _flat = new FlatIndex(Dimensions);
        float[] vectors = new float[Count * Dimensions];
        for (int key = 0; key < Count; key++)
        {
            float[] vector = Draw();
            vector.CopyTo(vectors, key * Dimensions);
            _flat.Add(key, vector);
        }

        _index.AddMany([.. Enumerable.Range(0, Count).Select(key => (long)key)], vectors);
        _index.Compact();
        _tenth = VectorFilter.Keys(Enumerable.Range(0, Count / 10).Select(key => key * 10L));
        _hundredth = VectorFilter.Keys(Enumerable.Range(0, Count / 100).Select(key => key * 100L));
        _file = Path.GetTempFileName();
        _index.Save(_file);

        // A fast wrong answer is worth nothing: agree first, then measure.
        int hits = 0;
        var exact = new Neighbor[K];
        foreach (float[] query in _queries)
        {
            _index.Search(query, _nearest);
            _flat.Search(query, exact);
            hits += _nearest.Count(neighbor => exact.Any(other => other.Key == neighbor.Key));
        }

        if (hits < 0.9 * K * Queries)
        {
            throw new InvalidOperationException($"The index finds only {hits} of {K * Queries} neighbours.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_file);

    [Benchmark(Baseline = true)]
    public int Scan() => _flat.Search(Query(), _nearest);

    [Benchmark]
    public int Search() => _index.Search(Query(), _nearest);

    [Benchmark]
    public int SearchATenth() => _index.Search(Query(), _nearest, new() { Filter = _tenth });

    [Benchmark]
    public int SearchAHundredth() => _index.Search(Query(), _nearest, new() { Filter = _hundredth });

    [Benchmark]
    public bool InsertAndRemove()
    {
        long key = Count + _next;
        _index.Add(key, Query());
        return _index.Remove(key);
    }

    [Benchmark]
    public bool Update() => _index.Upsert(_next % Count, Query());

    [Benchmark]
    public int OpenAndSearch() => HnswIndex.Open(_file, verify: false).Search(Query(), _nearest);

    private float[] Query() => _queries[_next++ % Queries];

    private float[] Draw()
    {
        int center = _random.Next(Clusters) * Dimensions;
        return [.. Enumerable.Range(center, Dimensions).Select(i => _centers[i] + 0.6f * (_random.NextSingle() - 0.5f))];
    }
}
