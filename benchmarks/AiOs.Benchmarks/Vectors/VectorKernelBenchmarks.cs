using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace AiOs;

/// <summary>The distance kernels, four rows a call, against TensorPrimitives; and the estimate of 32 neighbours.</summary>
public unsafe class VectorKernelBenchmarks
{
    private const int Rows = 4;

    private float* _floats;
    private byte* _codes;
    private sbyte* _query;
    private float* _results;

    [Params(128, 384, 800)]
    public int Dimensions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        _floats = (float*)Allocate((Rows + 1) * Dimensions * sizeof(float));
        _codes = (byte*)Allocate(Rows * Dimensions * 8);
        _query = (sbyte*)Allocate(Dimensions * 8);
        _results = (float*)Allocate(64 * sizeof(float));
        for (int i = 0; i < (Rows + 1) * Dimensions; i++)
        {
            _floats[i] = random.NextSingle() - 0.5f;
        }

        for (int i = 0; i < Rows * Dimensions * 8; i++)
        {
            _codes[i] = (byte)random.Next(128);
        }

        for (int i = 0; i < Dimensions * 8; i++)
        {
            _query[i] = (sbyte)random.Next(-127, 128);
        }

        // A fast wrong answer is worth nothing: agree first, then measure.
        Float4();
        if (MathF.Abs(_results[3] - Dot(3)) > 1e-3f)
        {
            throw new InvalidOperationException("The kernel and TensorPrimitives disagree.");
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        NativeMemory.AlignedFree(_floats);
        NativeMemory.AlignedFree(_codes);
        NativeMemory.AlignedFree(_query);
        NativeMemory.AlignedFree(_results);
    }

    [Benchmark(Baseline = true)]
    public float TensorPrimitives4() => Dot(0) + Dot(1) + Dot(2) + Dot(3);

    [Benchmark]
    public void Float4() => FloatKernels.Dot4(_floats, Row(0), Row(1), Row(2), Row(3), Dimensions, _results);

    [Benchmark]
    public void SquaredDistance4() => FloatKernels.SquaredDistance4(_floats, Row(0), Row(1), Row(2), Row(3), Dimensions, _results);

    [Benchmark]
    public void Int84() => CodeKernels.Dot4(
        _query, _codes, _codes + Dimensions, _codes + 2 * Dimensions, _codes + 3 * Dimensions, Dimensions, (int*)_results);

    [Benchmark]
    public void Bits32() => FastScan.Sum(
        _codes, (byte*)_query, NeighborBits.TableBytes(Dimensions), planes: 1, (ushort*)_results, _codes);

    private static void* Allocate(int bytes) => NativeMemory.AlignedAlloc((nuint)bytes, 64);

    private float* Row(int row) => _floats + (row + 1) * Dimensions;

    private float Dot(int row) => TensorPrimitives.Dot(new ReadOnlySpan<float>(_floats, Dimensions), new ReadOnlySpan<float>(Row(row), Dimensions));
}
