using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Kills a kernel at the boundaries of its journal and of its effects, lets it go on, and looks at what came of it.</summary>
/// <remarks>
/// What is killed is a program of its own; what goes on is a kernel in this one, over the same files. The start of a runtime takes a
/// second of two cores, so that every seventh boundary is tried. AIOS_CRASH_MATRIX=all tries every one, all/2/3 the second third of them.
/// </remarks>
public sealed class KernelCrashTests
{
    private const int Together = 2;
    private const int Stride = 7;
    private const int FewestBoundaries = 49;
    private const int MaxBoundaries = 400;
    private const int LookingBoundaries = 50; // Beyond, most lives that are drawn are over.

    [Fact]
    public async Task WhereverItIsKilled_TheResultIsTheSame_AndEveryEffectHappenedOnce()
    {
        string[] expected = ["child", "first", "last", "paid the bill"];
        int kills = 0;
        int finished = 0;
        var (start, stride) = Plan(Environment.GetEnvironmentVariable("AIOS_CRASH_MATRIX"));
        for (int first = start; finished == 0; first += Together * stride)
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

        Assert.True(kills >= FewestBoundaries / stride, $"Only {kills} kills: the boundaries are not where they should be.");
    }

    // Nothing waits for the disk here but what would be seen outside, so that kills fall between records that are on their way.
    [Fact]
    public async Task WhereverATurnThatRunsAheadIsKilled_WhatItDidIsWhatItRemembers()
    {
        int kills = 0;
        var (start, stride) = Plan(Environment.GetEnvironmentVariable("AIOS_CRASH_MATRIX"));
        for (int first = start; first < LookingBoundaries; first += Together * stride)
        {
            var ran = await Task.WhenAll(Enumerable.Range(0, Together).Select(i => KillLookingAsync(first + (i * stride))));
            kills += ran.Count(static wasKilled => wasKilled);
        }

        Assert.True(kills >= LookingBoundaries / 2 / stride, $"Only {kills} kills: the boundaries are not where they should be.");
    }

    [Theory]
    [InlineData(null, 1, Stride)]
    [InlineData("all", 1, 1)]
    [InlineData("all/1/3", 1, 3)]
    [InlineData("all/3/3", 3, 3)]
    public void TheMatrix_IsPlannedAsAskedFor(string? asked, int start, int stride) => Assert.Equal((start, stride), Plan(asked));

    [Theory]
    [InlineData("some")]
    [InlineData("all/0/3")]
    [InlineData("all/4/3")]
    [InlineData("all/x/3")]
    [InlineData("all/1")]
    public void APlanThatIsNone_IsRefused(string asked) => Assert.Throws<FormatException>(() => Plan(asked));

    // From which boundary on, and every how manieth.
    private static (int Start, int Stride) Plan(string? asked) => (asked ?? "").Split('/') switch
    {
        [""] => (1, Stride),
        ["all"] => (1, 1),
        ["all", var part, var parts] when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int start)
            && int.TryParse(parts, NumberStyles.None, CultureInfo.InvariantCulture, out int stride)
            && start >= 1 && start <= stride => (start, stride),
        _ => throw new FormatException($"AIOS_CRASH_MATRIX is '{asked}', and may be 'all', or 'all/PART/PARTS' with a part from 1."),
    };

    private static async Task<(bool WasKilled, string Answer, string[] Effects)> KillAsync(int killAt)
    {
        using var folder = new TemporaryFolder();
        string path = Path.GetDirectoryName(folder.File("x"))!;
        var (code, answer) = await RunAsync(path, killAt);
        bool wasKilled = code != 0;
        if (wasKilled)
        {
            answer = await CrashRun.RunAsync(path, killAt: 0, keys: null);
        }

        // The key before a written line is another for each run.
        var lines = (await File.ReadAllLinesAsync(Path.Combine(path, "ledger.txt")))
            .Select(static line => line.StartsWith("paid", StringComparison.Ordinal) ? line : line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return (wasKilled, answer.Trim(), [.. lines.Order(StringComparer.Ordinal)]);
    }

    private static async Task<bool> KillLookingAsync(int killAt)
    {
        using var folder = new TemporaryFolder();
        string path = Path.GetDirectoryName(folder.File("x"))!;
        var (code, _) = await RunAsync(path, killAt, "look", killAt.ToString(CultureInfo.InvariantCulture));
        string answer = await LookingRun.RunAsync(path, killAt: 0, seed: -killAt);
        var seen = Directory.GetFiles(path, "answer-*.txt").Select(File.ReadAllText);
        Assert.All(seen, words => Assert.Equal(answer, words));
        var lines = (await File.ReadAllLinesAsync(Path.Combine(path, "ledger.txt"))).Select(static line => line.Split(' ')[1]);
        Assert.Equal(answer.Split(" and ")[0], string.Join(' ', lines));
        return code != 0;
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, int killAt, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "AiOs.CrashKernel.dll"), folder, killAt.ToString(CultureInfo.InvariantCulture), .. more,
        ];
        arguments.ToList().ForEach(start.ArgumentList.Add);
        using var child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return (child.ExitCode, output);
    }
}
