extern alias embeddings;

using BenchmarkDotNet.Attributes;
using EmbeddingCodes = embeddings::AiOs.RowCodes;

namespace AiOs;

/// <summary>The matrix products of a MiniLM layer, on one thread: one query of 12 tokens, and 32 sentences of 32 tokens.</summary>
public class GemmBenchmarks
{
    private readonly EmbeddingCodes _codes = new();
    private Pinned<float> _input = null!;
    private Pinned<float> _output = null!;
    private LinearLayer _floats = null!;
    private LinearLayer _bytes = null!;

    /// <summary>Gets or sets the shape, inputs to outputs.</summary>
    [Params("384x1152", "384x1536", "1536x384")]
    public string Shape { get; set; } = "";

    /// <summary>Gets or sets how many tokens there are.</summary>
    [Params(12, 1_024)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        (int inputs, int outputs) = (sizes[0], sizes[1]);
        var random = new Random(1);
        float[] weights = Draw(random, inputs * outputs);
        float[] bias = Draw(random, outputs);
        _floats = new PackedMatrix(outputs, inputs);
        _bytes = new QuantizedMatrix(outputs, inputs);
        _floats.Store(weights, bias, 0, 1);
        _bytes.Store(weights, bias, 0, 1);
        _input = new Pinned<float>(Gemm.PadRows(Rows) * inputs, zeroed: true);
        Draw(random, Rows * inputs).CopyTo(_input.Span);
        _output = new Pinned<float>((Gemm.PadRows(Rows) + Gemm.TileRows) * _floats.PaddedOutputs, zeroed: true);
    }

    [Benchmark(Baseline = true)]
    public void Float32() => Run(_floats);

    [Benchmark]
    public void Int8() => Run(_bytes);

    private void Run(LinearLayer layer) => layer.Run(_input, layer.Inputs, _output, layer.PaddedOutputs, Rows, _codes);

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
