using System.Diagnostics;
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
    public void All_kernels_sum_alike()
    {
        // 63 and -127 at the ends of their ranges are where 16-bit sums would overflow first.
        byte[] a = [.. Enumerable.Range(0, 6 * 64).Select(i => (byte)(i % 3 == 0 ? 127 : i % 128))];
        sbyte[] panel = [.. Enumerable.Range(0, 16 * 64).Select(i => (sbyte)(i % 2 == 0 ? -127 : 127))];
        int[] expected = Sums(plain: true, a, panel);
        Assert.Equal(expected, Sums(plain: false, a, panel));
    }

    private static unsafe int[] Sums(bool plain, byte[] a, sbyte[] panel)
    {
        int[] sums = new int[6 * 16];
        fixed (byte* left = a)
        fixed (sbyte* right = panel)
        fixed (int* to = sums)
        {
            if (plain)
            {
                ByteTile.MultiplyPlain(left, 64, right, to, 16);
            }
            else
            {
                ByteTile.Multiply(left, 64, right, to, 16);
            }
        }

        return sums;
    }
}
