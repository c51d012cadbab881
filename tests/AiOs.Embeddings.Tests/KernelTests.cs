using System.Diagnostics;
using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class KernelTests
{
    [Fact]
    public void Products_are_those_of_plain_loops_for_every_shape() => Assert.Null(KernelCheck.Run());

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "ok False")]
    [InlineData("DOTNET_EnableAVX2", "ok False False")]
    [InlineData("DOTNET_EnableAVXVNNI", "ok")]
    [InlineData("DOTNET_EnableHWIntrinsic", "ok False False")]
    public async Task Products_and_vectors_are_right_without_the_processors_help(string variable, string expected)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", [typeof(KernelTests).Assembly.Location])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[variable] = "0";
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.StartsWith(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void All_kernels_sum_alike()
    {
        // The largest codes, in sets that add up to just what is allowed: one more and a 16-bit sum overflows.
        foreach (int[] weights in (int[][])[[127, 54, 0, 0], [-127, -54, 127, 54], [46, 45, -46, -45], [-91, 90, 91, -90]])
        {
            byte[] a = [.. Enumerable.Range(0, 8 * 64).Select(i => (byte)(i % 5 == 4 ? i % 128 : RowCodes.Largest))];
            sbyte[] panels = new sbyte[2 * 16 * 64];
            for (int output = 0; output < 32; output++)
            {
                sbyte[] codes = [.. Enumerable.Range(0, 64).Select(i => (sbyte)(i % 16 / 4 < 2 || weights[0] < 100 ? weights[(i + output) % 4] : 0))];
                CodeGroups.Fit(codes);
                for (int k = 0; k < codes.Length; k++)
                {
                    panels[(output / 16 * 16 * 64) + (k / 4 * 64) + (output % 16 * 4) + (k % 4)] = codes[k];
                }
            }

            int[] expected = Sums(Plain, a, panels);
            Assert.Equal(expected, Sums(Chosen, a, panels));
            if (ByteTile512.IsSupported)
            {
                Assert.Equal(expected, Sums(Wide, a, panels));
                Assert.Equal(expected, Sums(Narrow, a, panels));
            }
        }
    }

    [Fact]
    public void Codes_of_any_weights_fit_sixteen_bits_and_those_that_fit_stay()
    {
        Gen<sbyte[]> codes = from groups in Gen.Choose(1, 3)
                             from most in Gen.Elements(3, 22, 45, 127)
                             from values in Gen.Choose(-most, most).Select(i => (sbyte)i).ArrayOf(16 * groups)
                             select values;
        Prop.ForAll(codes.ToArbitrary(), before =>
        {
            sbyte[] after = [.. before];
            CodeGroups.Fit(after);
            return LargestSum(after) <= CodeGroups.MostOfOneSign
                && (LargestSum(before) > CodeGroups.MostOfOneSign || after.SequenceEqual(before))
                && LargestSum(before) == CodeGroups.LargestSum([.. before.Select(code => (float)code)])
                && before.Zip(after, (x, y) => x == y || (Math.Sign(y) != -Math.Sign(x) && Math.Abs(y) < Math.Abs(x))).All(kept => kept);
        }).Check(Seeded.Config);
    }

    [Fact]
    public void A_power_of_e_is_that_of_doubles()
    {
        for (float x = 0; x > -100; x -= 0.0137f)
        {
            double expected = x < -87.33f ? 0 : Math.Exp(x);
            Assert.InRange(FastExp.Of(Vector256.Create(x))[3], expected * (1 - 3e-7), expected * (1 + 3e-7));
            Assert.InRange(FastExp.Of(Vector512.Create(x))[9], expected * (1 - 3e-7), expected * (1 + 3e-7));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(43)]
    public void A_layers_norm_is_that_of_doubles(int length)
    {
        var random = new Random(length);
        float[] Draw() => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.4f)];
        (float[] row, float[] residual, float[] scale, float[] shift) = (Draw(), Draw(), Draw(), Draw());
        double[] sums = [.. row.Zip(residual, (x, y) => (double)x + y)];
        double mean = sums.Average();
        double deviation = Math.Sqrt(sums.Average(x => (x - mean) * (x - mean)) + 1e-5);
        LayerNorm.AddNorm(row, residual, scale, shift, 1e-5f);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(((sums[i] - mean) / deviation * scale[i]) + shift[i], row[i], 1e-5);
        }
    }

    // The slow way to see the same: sets are told apart by the second bit of the input.
    private static int LargestSum(sbyte[] codes) => Enumerable.Range(0, codes.Length)
        .GroupBy(i => (i / 16, i & 2))
        .Max(set => Math.Max(set.Sum(i => Math.Max(codes[i], (sbyte)0)), -set.Sum(i => Math.Min(codes[i], (sbyte)0))));

    private unsafe delegate void Kernel(byte* a, sbyte* panels, int* sums);

    private static unsafe void Plain(byte* a, sbyte* panels, int* sums) => InTiles(&ByteTile.MultiplyPlain, a, panels, sums);

    private static unsafe void Chosen(byte* a, sbyte* panels, int* sums) => InTiles(&ByteTile.Multiply, a, panels, sums);

    private static unsafe void InTiles(delegate*<byte*, nint, sbyte*, int*, nint, void> multiply, byte* a, sbyte* panels, int* sums)
    {
        for (int row = 0; row < 12; row += 6)
        {
            multiply(a + (row * 64), 64, panels, sums + (row * 32), 32);
            multiply(a + (row * 64), 64, panels + (16 * 64), sums + (row * 32) + 16, 32);
        }
    }

    private static unsafe void Wide(byte* a, sbyte* panels, int* sums) =>
        ByteTile512.Wide(a, 64, panels, panels + (16 * 64), panels, sums, 32);

    private static unsafe void Narrow(byte* a, sbyte* panels, int* sums)
    {
        ByteTile512.Narrow(a, 64, panels, panels + (16 * 64), panels, sums, 32);
        ByteTile512.Narrow(a + (4 * 64), 64, panels, panels + (16 * 64), panels, sums + (4 * 32), 32);
    }

    // The sums of 8 rows by 32 outputs; the 6-row kernels reach 4 rows farther.
    private static unsafe int[] Sums(Kernel kernel, byte[] a, sbyte[] panels)
    {
        int[] sums = new int[12 * 32];
        fixed (byte* left = new byte[12 * 64])
        fixed (sbyte* right = panels)
        fixed (int* to = sums)
        {
            a.CopyTo(new Span<byte>(left, 12 * 64));
            kernel(left, right, to);
        }

        return sums[..(8 * 32)];
    }
}
