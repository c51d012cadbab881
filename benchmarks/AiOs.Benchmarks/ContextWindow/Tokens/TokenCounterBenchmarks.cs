using System.IO.Compression;
using System.Reflection;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.Tokenizers;

namespace AiOs;

/// <summary>Counting tokens: the estimator, the exact tokenizer, and Microsoft.ML.Tokenizers as the baseline, over one vocabulary.</summary>
[MemoryDiagnoser]
public class TokenCounterBenchmarks
{
    private readonly TokenEstimator _estimator = new();
    private BytePairTokenizer _tokenizer = null!;
    private TiktokenTokenizer _reference = null!;
    private string _text = "";

    [Params("English", "Code", "Russian", "Chinese", "OneWord")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        const int Characters = 100_000;
        _text = Text switch
        {
            "English" => Repeat("The committee met on 14 March, and didn't agree on anything except the date of its next meeting. ", Characters),
            "Code" => Repeat("    for (int i = 0; i < items.Length; i++)\n    {\n        total += items[i].Price * 1.19m; // Gross.\n    }\n\n", Characters),
            "Russian" => Repeat("Комитет собрался четырнадцатого марта и не договорился ни о чём, кроме даты следующей встречи. ", Characters),
            "Chinese" => Repeat("委员会在三月十四日开会，除了下次会议的日期以外，什么也没有商定。", Characters),
            _ => new string('a', Characters), // One piece: what quadratic merging is slow on.
        };
        _tokenizer = BytePairTokenizer.Parse(RankFile());
        _reference = TiktokenTokenizer.CreateForEncoding("o200k_base");
        if (Exact() != Reference())
        {
            throw new InvalidOperationException("The tokenizer and the reference count differently.");
        }
    }

    [Benchmark]
    public int Estimated() => _estimator.CountTokens(_text);

    [Benchmark]
    public int Exact() => _tokenizer.CountTokens(_text);

    [Benchmark(Baseline = true)]
    public int Reference() => _reference.CountTokens(_text);

    private static string Repeat(string unit, int characters) => string.Concat(Enumerable.Repeat(unit, 1 + (characters / unit.Length)));

    // The package keeps the file without the ranks: a heading, then the tokens in their order.
    private static byte[] RankFile()
    {
        var assembly = Assembly.Load("Microsoft.ML.Tokenizers.Data.O200kBase");
        using var packed = assembly.GetManifestResourceStream("o200k_base.tiktoken.deflate")!;
        using var reader = new StreamReader(new DeflateStream(packed, CompressionMode.Decompress));
        string[] tokens = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Encoding.ASCII.GetBytes(string.Join('\n', tokens.Skip(1).Select((token, rank) => $"{token} {rank}")));
    }
}
