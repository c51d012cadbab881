using Xunit;

namespace AiOs;

/// <summary>Bubblewrap that is killed while it still builds its namespaces leaves nothing behind.</summary>
public sealed class BubblewrapKillTests
{
    // In place of bubblewrap, as it is before its inner process has asked to die with the outer one.
    private const string StandIn = """
        #!/bin/sh
        exec 3<&0
        { read -r line <&3; echo survived; } &
        echo ready
        wait
        """;

    [SkippableFact]
    public async Task AnInnerProcess_DiesWithTheOuterOne()
    {
        string path = Path.Combine(Path.GetTempPath(), "aios-bubblewrap-" + Path.GetRandomFileName());
        try
        {
            var clock = new ManualTimeProvider();
            using var sandbox = new BubblewrapSandbox(new BubblewrapOptions { BubblewrapPath = WriteProgram(path) }, clock);
            Skip.IfNot(sandbox.UnavailableReason is null, sandbox.UnavailableReason);
            var limits = new SandboxLimits { WallTime = TimeSpan.FromSeconds(1) };
            await using var process = await sandbox.StartAsync(new SandboxCommand { Program = "none", Limits = limits });
            using var output = new StreamReader(process.Output);
            Assert.Equal("ready", await output.ReadLineAsync());

            clock.Advance(limits.WallTime);
            await process.Input.DisposeAsync(); // What lives reads its end, and says so.

            Assert.Equal("", await output.ReadToEndAsync());
            Assert.Equal(SandboxEnd.TimedOut, (await process.WaitAsync()).End);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string WriteProgram(string path)
    {
        File.WriteAllText(path, StandIn);
        if (!OperatingSystem.IsWindows())
        {
            // For the sandbox's own user, too.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return path;
    }
}
