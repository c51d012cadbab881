using Xunit;

namespace AiOs;

/// <summary>Whenever a sandbox is ended, also while it is still being built, no process of it is left. By how many: AIOS_SANDBOXES.</summary>
public sealed class NothingIsLeftTests : IDisposable
{
    private readonly string _marker = "aios-left-" + Path.GetRandomFileName();
    private readonly ManualTimeProvider _clock = new();
    private readonly BubblewrapSandbox _sandbox;

    public NothingIsLeftTests()
    {
        _sandbox = new BubblewrapSandbox(new BubblewrapOptions { MaxConcurrency = 64 }, _clock);
        Skip.IfNot(_sandbox.UnavailableReason is null, _sandbox.UnavailableReason);
    }

    private static int Sandboxes => int.TryParse(
        Environment.GetEnvironmentVariable("AIOS_SANDBOXES"), System.Globalization.CultureInfo.InvariantCulture, out int count) ? count : 60;

    public void Dispose() => _sandbox.Dispose();

    // Each is ended so many starts after its own, from none to nineteen: the moments are those of its set-up, and need no clock.
    [SkippableFact]
    public async Task EndedAtAnyMomentOfItsSetUp()
    {
        var running = new List<(ISandboxProcess Process, int EndsAt)>();
        for (int i = 0; i < Sandboxes; i++)
        {
            running.Add((await _sandbox.StartAsync(Reader()), i + (i * 7 % 20)));
            for (int k = running.Count - 1; k >= 0; k--)
            {
                if (running[k].EndsAt <= i)
                {
                    await EndAsync(running[k].Process);
                    running.RemoveAt(k);
                }
            }
        }

        foreach (var (process, _) in running)
        {
            await EndAsync(process);
        }

        Assert.Empty(Left());
    }

    [SkippableFact]
    public async Task WaitingHasEnded_WhenNoProcessIsThereAnyMore()
    {
        const string Stubborn = """
            import os, signal
            for i in range(8):
                if os.fork() == 0: break
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.write(1, b".")
            while True: pass
            """;
        for (int i = 0; i < 10; i++)
        {
            await using var process = await _sandbox.StartAsync(new SandboxCommand
            {
                Program = "/usr/bin/python3",
                Arguments = ["-I", "-S", "-c", Stubborn, _marker],
            });
            await process.Output.ReadExactlyAsync(new byte[9]); // The last of them runs.
            _clock.Advance(new SandboxLimits().WallTime);
            Assert.Equal(SandboxEnd.TimedOut, (await process.WaitAsync()).End);
            Assert.Empty(Left());
        }
    }

    [SkippableFact]
    public async Task SparesEndWithTheirSandbox()
    {
        var python = PythonTool.Create(_sandbox, new OutputStore(), new PythonOptions
        {
            SpareInterpreters = 4,
            Mounts = [new SandboxMount(Path.GetTempPath(), "/" + _marker)],
        });
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("1\n", await python.CallAsync(new { code = "print(1)" }));
        }

        await _sandbox.DisposeAsync();
        Assert.Empty(Left());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => python.CallAsync(new { code = "print(1)" }));
    }

    private SandboxCommand Reader() => new() { Program = "/bin/sh", Arguments = ["-c", "read line; echo survived", _marker] };

    private static async Task EndAsync(ISandboxProcess process)
    {
        await process.DisposeAsync();
    }

    // A process that has given its memory back has no command line any more, and does nothing any more either.
    private List<string> Left()
    {
        var left = new List<string>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                string command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (command.Contains(_marker, StringComparison.Ordinal))
                {
                    left.Add(Path.GetFileName(folder) + ": " + command.Replace('\0', ' '));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No process, or one that has just ended.
            }
        }

        return left;
    }
}
