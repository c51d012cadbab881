using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>An encoder in MiniLM's shape (6 layers of 384) with drawn weights: loading, cutting texts into tokens, encoding.</summary>
[MemoryDiagnoser]
public class EncoderBenchmarks
{
    private const int Hidden = 384;
    private const int Words = 4_000;

    private readonly string[] _sentences = [.. Enumerable.Range(0, 32).Select(i => Sentence(30, i))];
    private readonly string _query = Sentence(10, 100);
    private readonly string _page = Sentence(5_000, 7);
    private readonly TokenSink _sink = new();
    private readonly float[] _vector = new float[Hidden];
    private DirectoryInfo _folder = null!;
    private SentenceEncoder _one = null!;
    private SentenceEncoder _all = null!;
    private WordPieceTokenizer _tokenizer = null!;

    /// <summary>Gets or sets how weights are kept.</summary>
    [Params(WeightPrecision.Float32, WeightPrecision.Int8)]
    public WeightPrecision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("aios-encoder-");
        SyntheticEncoder.Write(_folder.FullName, Hidden, heads: 12, layers: 6, Words);
        _one = Load(threads: 1);
        _all = Load(Environment.ProcessorCount);
        _tokenizer = TokenizerFiles.Read(_folder.FullName);
        if (_one.Tokens(_query).Length != 12 || _one.Tokens(_sentences[0]).Length != 32)
        {
            throw new InvalidOperationException("The texts have other lengths than they are said to have.");
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _one.Dispose();
        _all.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>One query of 12 tokens, on one thread.</summary>
    [Benchmark(Baseline = true)]
    public void Query() => _one.Embed(_query, _vector);

    /// <summary>32 sentences of 32 tokens, on all cores.</summary>
    [Benchmark]
    public Task<GeneratedEmbeddings<Embedding<float>>> Batch() => _all.GenerateAsync(_sentences);

    /// <summary>5,000 words into tokens.</summary>
    [Benchmark]
    public int Tokenize()
    {
        _sink.Clear();
        _sink.Begin(int.MaxValue);
        _tokenizer.Tokenize(_page, _sink);
        return _sink.Count;
    }

    [Benchmark]
    public SentenceEncoder Load() => Load(threads: 1);

    private SentenceEncoder Load(int threads) =>
        SentenceEncoder.Load(_folder.FullName, new SentenceEncoderOptions { Precision = Precision, Threads = threads });

    private static string Sentence(int words, int seed)
    {
        var random = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => SyntheticEncoder.Word(random.Next(Words))));
    }
}
