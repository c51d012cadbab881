using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Kills a kernel at every boundary of its journal and of its effects, starts it again, and looks at what came of it.</summary>
public sealed class KernelCrashTests
{
    private const int Together = 2;
    private const int Stride = 7; // A start of the runtime takes a second of two cores: every boundary is tried on request.
    private const int MaxBoundaries = 400;

    [Fact]
    public async Task WhereverItIsKilled_TheResultIsTheSame_AndEveryEffectHappenedOnce()
    {
        string[] expected = ["child", "first", "last", "paid the bill"];
        int kills = 0;
        int finished = 0;
        int stride = Environment.GetEnvironmentVariable("AIOS_CRASH_MATRIX") == "all" ? 1 : Stride;
        for (int first = 1; finished == 0; first += Together * stride)
        {
            Assert.True(first < MaxBoundaries, "The child passes more boundaries than a run can have.");
            var ran = await Task.WhenAll(Enumerable.Range(0, Together).Select(i => KillAsync(first + (i * stride))));
            foreach (var (wasKilled, answer, effects) in ran)
            {
                Assert.Equal("All is done.", answer);
                Assert.Equal(expected, effects);
                kills += wasKilled ? 1 : 0;
                finished += wasKilled ? 0 : 1;
            }
        }

        Assert.True(kills >= 49 / stride, $"Only {kills} kills: the boundaries are not where they should be.");
    }

    private static async Task<(bool WasKilled, string Answer, string[] Effects)> KillAsync(int killAt)
    {
        using var folder = new TemporaryFolder();
        string path = Path.GetDirectoryName(folder.File("x"))!;
        var (code, answer) = await RunAsync(path, killAt);
        bool wasKilled = code != 0;
        if (wasKilled)
        {
            (code, answer) = await RunAsync(path, killAt: 0);
            Assert.True(code == 0, $"Killed at boundary {killAt}, it did not go on.");
        }

        // The key before a written line is another for each run.
        var lines = (await File.ReadAllLinesAsync(Path.Combine(path, "ledger.txt")))
            .Select(static line => line.StartsWith("paid", StringComparison.Ordinal) ? line : line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return (wasKilled, answer.Trim(), [.. lines.Order(StringComparer.Ordinal)]);
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, int killAt)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "AiOs.CrashKernel.dll"), folder, killAt.ToString(CultureInfo.InvariantCulture),
            },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return (child.ExitCode, output);
    }
}
