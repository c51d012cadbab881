using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace AiOs;

/// <summary>Holds every kernel against its slow twin. Those that this processor lacks are checked where it has them.</summary>
public sealed unsafe class KernelTests
{
    private const int Rows = 4;

    public static TheoryData<int> Lengths => [16, 32, 48, 96, 112, 384, 784, 1536];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void FloatKernels_AgreeWithTensorPrimitives(int length)
    {
        float[] values = Floats((Rows + 1) * length, seed: length);
        fixed (float* query = values)
        {
            float* rows = query + length;
            float* dots = stackalloc float[Rows * 6];
            FloatKernels.Dot4(query, rows, rows + length, rows + 2 * length, rows + 3 * length, length, dots);
            FloatKernels.SquaredDistance4(query, rows, rows + length, rows + 2 * length, rows + 3 * length, length, dots + 4);
            FloatKernels.Sum4On256<FloatProduct>(query, rows, rows + length, rows + 2 * length, rows + 3 * length, length, dots + 8);
            FloatKernels.Sum4On256<FloatSquare>(query, rows, rows + length, rows + 2 * length, rows + 3 * length, length, dots + 12);
            FloatKernels.Sum4On512<FloatProduct>(query, rows, rows + length, rows + 2 * length, rows + 3 * length, length, dots + 16);
            FloatKernels.Sum4On512<FloatSquare>(query, rows, rows + length, rows + 2 * length, rows + 3 * length, length, dots + 20);
            for (int row = 0; row < Rows; row++)
            {
                var a = new ReadOnlySpan<float>(query, length);
                var b = new ReadOnlySpan<float>(rows + row * length, length);
                float dot = TensorPrimitives.Dot(a, b);
                float distance = TensorPrimitives.Distance(a, b);
                float[] actual = [FloatKernels.Dot(query, rows + row * length, length), dots[row], dots[row + 8], dots[row + 16]];
                Assert.All(actual, value => Assert.Equal(dot, value, 1e-3f));
                actual = [FloatKernels.SquaredDistance(query, rows + row * length, length), dots[row + 4], dots[row + 12], dots[row + 20]];
                Assert.All(actual, value => Assert.Equal(distance * distance, value, 2e-3f));

                Assert.Equal(dot, FloatKernels.Sum128<FloatProduct>(query, rows + row * length, length), 1e-3f);
                Assert.Equal(distance * distance, FloatKernels.Sum128<FloatSquare>(query, rows + row * length, length), 2e-3f);

                // One row and four at a time give the same bits: a re-ranked distance is the distance of a scan.
                Assert.Equal(dots[row], FloatKernels.Dot(query, rows + row * length, length));
                Assert.Equal(dots[row + 4], FloatKernels.SquaredDistance(query, rows + row * length, length));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void CodeKernels_AgreeWithTheScalarOne(int length)
    {
        length = (length + 31) / 32 * 32;
        sbyte[] query = [.. Enumerable.Range(0, length).Select(i => i % 5 == 0 ? (sbyte)-127 : i % 5 == 1 ? (sbyte)127
            : (sbyte)(SplitMix.Hash(1, i) % 255 - 127))];
        byte[] codes = [.. Enumerable.Range(0, Rows * length).Select(i => i % 3 == 0 ? (byte)127 : (byte)(SplitMix.Hash(2, i) % 128))];
        int* four = stackalloc int[Rows];
        fixed (sbyte* q = query)
        fixed (byte* r = codes)
        {
            for (int row = 0; row < Rows; row++)
            {
                int expected = CodeKernels.DotScalar(q, r + row * length, length);
                Assert.Equal(expected, CodeKernels.Dot(q, r + row * length, length));
                Assert.Equal(expected, CodeKernels.Dot128(q, r + row * length, length));
                if (Avx2.IsSupported)
                {
                    Assert.Equal(expected, CodeKernels.Dot256(q, r + row * length, length));
                    CodeKernels.Dot4On256(q, r, r + length, r + 2 * length, r + 3 * length, length, four);
                    Assert.Equal(expected, four[row]);
                }

                if (Avx512BW.IsSupported)
                {
                    CodeKernels.Dot4On512(q, r, r + length, r + 2 * length, r + 3 * length, length, four);
                    Assert.Equal(expected, four[row]);
                }

                CodeKernels.Dot4(q, r, r + length, r + 2 * length, r + 3 * length, length, four);
                Assert.Equal(expected, four[row]);
            }
        }
    }

    [Theory]
    [InlineData(32, 1)]
    [InlineData(32, 4)]
    [InlineData(128, 3)]
    [InlineData(384, 2)]
    [InlineData(800, 1)]
    [InlineData(1536, 1)]
    public void FastScan_AgreesWithLookingUpEachNibble(int dimensions, int planes)
    {
        int bytes = NeighborBits.TableBytes(dimensions);
        byte[] codes = [.. Enumerable.Range(0, bytes * planes).Select(i => (byte)SplitMix.Hash(1, i))];
        byte[] table = [.. Enumerable.Range(0, bytes).Select(i => (byte)SplitMix.Hash(2, i))];
        ushort* sums = stackalloc ushort[FastScan.Links];
        fixed (byte* c = codes)
        fixed (byte* t = table)
        {
            var expected = new ushort[FastScan.Links];
            for (int link = 0; link < FastScan.Links; link++)
            {
                for (int at = 0; at < bytes * planes; at += 16)
                {
                    int nibble = codes[at + FastScan.ByteOf(link)] >> FastScan.ShiftOf(link) & 15;
                    expected[link] += (ushort)(table[at % bytes + nibble] << (planes - 1 - at / bytes));
                }
            }

            void AssertSums() => Assert.Equal(expected, new Span<ushort>(sums, FastScan.Links).ToArray());
            FastScan.Sum(c, t, bytes, planes, sums, c);
            AssertSums();
            FastScan.Sum128(c, t, bytes, planes, sums, c);
            AssertSums();
            if (Avx2.IsSupported)
            {
                FastScan.Sum256(c, t, bytes, planes, sums, c);
                AssertSums();
            }

            if (Avx512BW.IsSupported)
            {
                FastScan.Sum512(c, t, bytes, planes, sums, c);
                AssertSums();
            }
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    [InlineData(384)]
    [InlineData(800)]
    public void Rotation_KeepsLengthsAndAngles_AndSpreadsOutliers(int dimensions)
    {
        var rotation = new Rotation(dimensions, seed: 5);
        float[] outlier = new float[dimensions];
        outlier[3] = 100;
        float[] other = Floats(dimensions, seed: 1);
        float lengthBefore = TensorPrimitives.Norm<float>(other);
        float dotBefore = TensorPrimitives.Dot<float>(outlier, other);
        fixed (float* a = outlier)
        fixed (float* b = other)
        {
            rotation.Apply(a);
            rotation.Apply(b);
        }

        Assert.Equal(100f, TensorPrimitives.Norm<float>(outlier), 1e-2f);
        Assert.Equal(lengthBefore, TensorPrimitives.Norm<float>(other), 1e-3f);
        Assert.Equal(dotBefore, TensorPrimitives.Dot<float>(outlier, other), 1e-2f);
        Assert.True(MathF.Abs(TensorPrimitives.MaxMagnitude<float>(outlier)) < 100 * 6 / MathF.Sqrt(dimensions));
    }

    [Fact]
    public void Candidates_SortAsTheirDistances()
    {
        float[] distances = [float.MinValue, -5, -1e-30f, 0, 1e-30f, 0.5f, 1, 3e38f];
        var candidates = distances.Select((distance, slot) => Candidate.Of(distance, slot)).ToArray();
        Assert.Equal(candidates.Order(), candidates);
        Assert.Equal(distances, candidates.Select(Candidate.Distance));
        Assert.Equal(Enumerable.Range(0, distances.Length), candidates.Select(Candidate.Slot));
        Assert.Equal((1 << 30) - 1, Candidate.Slot(Candidate.Of(-1, (1 << 30) - 1) | Candidate.Followed | Candidate.Passes));
    }

    [Fact]
    public void Insert_KeepsTheOrder()
    {
        ulong* pool = stackalloc ulong[101];
        var model = new List<ulong>();
        for (int i = 0; i < 100; i++)
        {
            ulong value = SplitMix.Hash(3, i);
            int at = GraphSearch.Insert(pool, i, value);
            model.Add(value);
            model.Sort();
            Assert.Equal(model.IndexOf(value), at);
            Assert.Equal(model, new Span<ulong>(pool, i + 1).ToArray());
        }
    }

    private static float[] Floats(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (float)(SplitMix.Unit(seed, i) - 0.5))];
}
