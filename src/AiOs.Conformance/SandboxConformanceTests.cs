using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="ISandbox"/> must do: escape attempts that must fail, and limits that must hold.</summary>
/// <remarks>
/// A provider derives and gets the whole suite. Every test is skipped, with the reason, where the sandbox is not available. The attempts need
/// <c>/usr/bin/python3</c> inside the sandbox.
/// </remarks>
public abstract class SandboxConformanceTests
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Gives the sandbox under test.</summary>
    protected abstract ISandbox Sandbox { get; }

    /// <summary>Gets the escape attempts: a name, and Python code that prints <c>ESCAPED</c> when it got through.</summary>
    public static TheoryData<string, string> Escapes => SandboxEscapes.All;

    /// <summary>Each attempt must fail, inside its limits.</summary>
    [SkippableTheory]
    [MemberData(nameof(Escapes))]
    public virtual async Task Escape_IsRefused(string attempt, string code)
    {
        var result = await RunAsync(code);
        Assert.False(result.Output.Contains("ESCAPED", StringComparison.Ordinal), $"{attempt}: {result.Output}");
        Assert.True(
            result.Output.Contains("REFUSED", StringComparison.Ordinal) || result.Exit.End != SandboxEnd.Exited,
            $"{attempt} did not run to its end: {result.Exit} {result.Output} {result.Errors}");
    }

    [SkippableFact]
    public virtual async Task Program_ComputesAndReadsItsInput()
    {
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        var command = new SandboxCommand { Program = Python, Arguments = ["-I", "-S", "-c", "import sys; print(sum(map(int, sys.stdin)))"] };
        var result = await Sandbox.RunAsync(command, Encoding.UTF8.GetBytes("40\n2\n"));
        Assert.Equal(new SandboxExit(SandboxEnd.Exited, 0), result.Exit);
        Assert.Equal("42\n", result.Output);
    }

    [SkippableFact]
    public virtual async Task ExitCodeAndErrors_ComeBack()
    {
        var result = await RunAsync("import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.exit(3)");
        Assert.Equal((new SandboxExit(SandboxEnd.Exited, 3), "out\n", "err\n"), (result.Exit, result.Output, result.Errors));
    }

    [SkippableFact]
    public virtual async Task TheHostsEnvironment_DoesNotReachTheProgram()
    {
        Environment.SetEnvironmentVariable("AIOS_SECRET_OF_THE_HOST", "1");
        var result = await RunAsync("import os\nprint('AIOS_SECRET_OF_THE_HOST' in os.environ)");
        Assert.Equal("False\n", result.Output);
    }

    [SkippableFact]
    public virtual async Task WallTime_KillsTheWholeGroup()
    {
        // Children that ignore signals and hold the pipes open: the run ends only when they are dead too.
        var result = await RunAsync(
            """
            import os, signal, time
            for i in range(5):
                if os.fork() == 0:
                    for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                        signal.signal(s, signal.SIG_IGN)
                    os.setsid()
                    break
            while True:
                time.sleep(60)
            """,
            new SandboxLimits { WallTime = TimeSpan.FromMilliseconds(600) });
        Assert.Equal(SandboxEnd.TimedOut, result.Exit.End);
    }

    // They close every pipe and leave every session: nothing outside waits for them, and they must end all the same.
    [SkippableFact]
    public virtual async Task WallTime_LeavesNoOrphan()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The test looks for processes where Linux shows them.");
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        string mark = "aios-orphan-" + Guid.NewGuid().ToString("N");
        const string Code = """
            import os, time
            for i in range(5):
                if os.fork() == 0:
                    os.setsid()
                    for descriptor in (0, 1, 2):
                        os.close(descriptor)
                    time.sleep(600)
            print("STARTED", flush=True)
            time.sleep(600)
            """;
        var command = new SandboxCommand
        {
            Program = Python,
            Arguments = ["-I", "-S", "-c", Code, mark],
            Limits = new SandboxLimits { WallTime = TimeSpan.FromSeconds(5) },
        };
        var process = await Sandbox.StartAsync(command);
        await using (process.ConfigureAwait(false))
        {
            byte[] said = new byte[8];
            await process.Output.ReadExactlyAsync(said);
            Assert.True(Marked(mark).Count() >= 6, "The programs that are to be ended do not show on this machine.");
            Assert.Equal(SandboxEnd.TimedOut, (await process.WaitAsync()).End);
        }

        // The kernel has been told by then, and takes a moment; an orphan would sleep for ten minutes.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var orphan in Marked(mark))
        {
            using (orphan)
            {
                await orphan.WaitForExitAsync(limit.Token);
            }
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public virtual async Task ANetwork_IsReachedOnlyWhereItIsGranted(bool isGranted)
    {
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var command = new SandboxCommand
        {
            Program = Python,
            Arguments = ["-I", "-S", "-c", $"import socket\nsocket.create_connection(('127.0.0.1', {port}), 10)\nprint('CONNECTED')"],
            AllowsNetwork = isGranted,
        };
        var result = await Sandbox.RunAsync(command);
        Assert.Equal(isGranted, result.Output == "CONNECTED\n");
        Assert.Equal(isGranted, listener.Pending());
    }

    [SkippableFact]
    public virtual async Task TooMuchOutput_KillsTheProgram_AndKeepsItsHead()
    {
        var result = await RunAsync("while True: print('x' * 1000)", new SandboxLimits { OutputBytes = 100_000 });
        Assert.Equal(SandboxEnd.OutputLimit, result.Exit.End);
        Assert.InRange(result.Output.Length, 1, 100_000);
    }

    [SkippableFact]
    public virtual async Task TooMuchOutput_ShowsAlsoOnceTheProgramHasEnded()
    {
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        var command = new SandboxCommand
        {
            Program = Python,
            Arguments = ["-I", "-S", "-c", "print('x' * 1000)"],
            Limits = new SandboxLimits { OutputBytes = 1_000 },
        };
        await using var process = await Sandbox.StartAsync(command);
        Assert.Equal(SandboxEnd.Exited, (await process.WaitAsync()).End); // Nobody has read anything yet.
        using var reader = new StreamReader(process.Output);
        Assert.Equal(new string('x', 1_000), await reader.ReadToEndAsync());
        Assert.Equal(SandboxEnd.OutputLimit, (await process.WaitAsync()).End);
    }

    [SkippableFact]
    public virtual async Task ProcessorTime_Ends()
    {
        var result = await RunAsync("while True: pass", new SandboxLimits { CpuTime = TimeSpan.FromSeconds(1) });
        Assert.Equal(SandboxEnd.Signalled, result.Exit.End);
    }

    [SkippableFact]
    public virtual async Task Memory_IsLimited()
    {
        var result = await RunAsync("x = bytearray(400 << 20)\nprint('ESCAPED')", new SandboxLimits { MemoryBytes = 128L << 20 });
        Assert.Contains("MemoryError", result.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public virtual async Task Processes_AreLimited()
    {
        var result = await RunAsync(
            """
            import os, time
            started = 0
            try:
                while started < 1000:
                    if os.fork() == 0:
                        time.sleep(60)
                    started += 1
            except OSError:
                print("REFUSED after", started)
            """,
            new SandboxLimits { Processes = 12 });
        Assert.Matches("^REFUSED after [0-9]{1,2}\n$", result.Output);
    }

    [SkippableFact]
    public virtual async Task Files_AreLimitedInSize_AndGoneAfterwards()
    {
        var limits = new SandboxLimits { FileBytes = 1 << 20, TemporaryBytes = 4 << 20 };
        var result = await RunAsync(
            """
            import os, signal
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            try:
                open("/tmp/large", "wb").write(b"x" * (2 << 20))
                print("ESCAPED")
            except OSError:
                print("REFUSED one")
            try:
                for i in range(20):
                    open("/tmp/part%d" % i, "wb").write(b"x" * (1 << 20))
                print("ESCAPED")
            except OSError:
                print("REFUSED many")
            """,
            limits);
        Assert.Equal("REFUSED one\nREFUSED many\n", result.Output);
        Assert.Equal("[]\n", (await RunAsync("import os\nprint(os.listdir('/tmp'))")).Output);
    }

    [SkippableFact]
    public virtual async Task Disposing_KillsTheProgram()
    {
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        var process = await Sandbox.StartAsync(new SandboxCommand { Program = Python, Arguments = ["-c", "import time; time.sleep(600)"] });
        var exit = process.WaitAsync();
        await process.DisposeAsync();
        Assert.Equal(SandboxEnd.Disposed, (await exit).End);
    }

    [SkippableFact]
    public virtual async Task AMount_IsSeen_AndReadOnlyUnlessGranted()
    {
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        var folder = Directory.CreateTempSubdirectory("aios-sandbox-");
        try
        {
            if (OperatingSystem.IsLinux())
            {
                File.SetUnixFileMode(folder.FullName, (UnixFileMode)0x1ff);
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.txt"), "hello");
            const string Code = """
                print(open('/data/a.txt').read())
                try:
                    open('/data/b.txt', 'w').write('x')
                    print('WROTE')
                except OSError:
                    print('REFUSED')
                """;
            Assert.Equal("hello\nREFUSED\n", await RunWithAsync(isWritable: false));
            Assert.Equal("hello\nWROTE\n", await RunWithAsync(isWritable: true));
            Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "b.txt")));

            async Task<string> RunWithAsync(bool isWritable)
            {
                var command = new SandboxCommand
                {
                    Program = Python,
                    Arguments = ["-I", "-S", "-c", Code],
                    Mounts = [new SandboxMount(folder.FullName, "/data", isWritable)],
                };
                return (await Sandbox.RunAsync(command)).Output;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public virtual async Task ABadMount_IsRefusedByName()
    {
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        foreach (var mount in (SandboxMount[])[new("/no/such/folder", "/data"), new("/usr", "/"), new("/usr", "/a/../usr"), new("usr", "/data")])
        {
            var command = new SandboxCommand { Program = Python, Mounts = [mount] };
            await Assert.ThrowsAsync<SandboxException>(() => Sandbox.RunAsync(command).AsTask());
        }
    }

    // By their command lines, which name the mark among their arguments.
    private static IEnumerable<Process> Marked(string mark)
    {
        foreach (var process in Process.GetProcesses())
        {
            string line;
            try
            {
                line = File.ReadAllText($"/proc/{process.Id}/cmdline");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                line = ""; // It ended meanwhile, or is none of ours.
            }

            if (line.Contains(mark, StringComparison.Ordinal))
            {
                yield return process;
            }
            else
            {
                process.Dispose();
            }
        }
    }

    /// <summary>Runs Python code in the sandbox, or skips the test where there is none.</summary>
    protected async Task<SandboxResult> RunAsync(string code, SandboxLimits? limits = null)
    {
        Skip.IfNot(Sandbox.UnavailableReason is null, Sandbox.UnavailableReason);
        var command = new SandboxCommand
        {
            Program = Python,
            Arguments = ["-I", "-S", "-B", "-"],
            Limits = limits ?? new SandboxLimits { WallTime = TimeSpan.FromSeconds(20) },
        };
        return await Sandbox.RunAsync(command, Encoding.UTF8.GetBytes(code));
    }
}
