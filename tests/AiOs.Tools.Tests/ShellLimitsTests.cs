using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Shells name the limit on processes differently, and count files in different blocks: what they set is read from the kernel.</summary>
public sealed class ShellLimitsTests
{
    [SkippableTheory]
    [InlineData("/bin/sh")]
    [InlineData("/bin/bash", "--posix")]
    public async Task EveryShell_SetsTheSameLimits(string shell, params string[] options)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists(shell), $"{shell} is not here.");
        var limits = new SandboxLimits
        {
            Processes = 41,
            MemoryBytes = (64L << 20) + 1_000,
            CpuTime = TimeSpan.FromSeconds(2.5),
            FileBytes = (1L << 20) + 511,
            OpenFiles = 33,
        };
        var start = new ProcessStartInfo(
            shell, [.. options, "-c", BubblewrapCommand.ShellLimits(limits) + "while read -r line; do echo \"$line\"; done < /proc/self/limits"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        AssertLimit(lines, "Max processes", 42);
        AssertLimit(lines, "Max address space", 64L << 20);
        AssertLimit(lines, "Max cpu time", 3);
        AssertLimit(lines, "Max file size", 1L << 20);
        AssertLimit(lines, "Max open files", 33);
        AssertLimit(lines, "Max core file size", 0);
    }

    // Soft and hard: what is only soft the program could raise again.
    private static void AssertLimit(string[] lines, string name, long expected)
    {
        string line = lines.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        string value = expected.ToString(CultureInfo.InvariantCulture);
        Assert.Equal([value, value], line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2]);
    }
}
