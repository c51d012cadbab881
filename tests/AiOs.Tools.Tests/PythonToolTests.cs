using Xunit;

namespace AiOs;

public sealed class PythonToolTests : IAsyncDisposable
{
    private readonly BubblewrapSandbox _sandbox = new();
    private readonly OutputStore _outputs = new();
    private readonly PythonSessions _sessions;

    public PythonToolTests()
    {
        Skip.IfNot(_sandbox.UnavailableReason is null, _sandbox.UnavailableReason);
        _sessions = new PythonSessions(_sandbox, new PythonOptions { Limits = new() { WallTime = TimeSpan.FromSeconds(20) } });
    }

    public async ValueTask DisposeAsync()
    {
        await _sessions.DisposeAsync();
        _sandbox.Dispose();
    }

    [SkippableFact]
    public async Task OneShot_GivesWhatIsPrinted_AndErrorsWithTheirLine()
    {
        var tool = PythonTool.Create(_sandbox, _outputs);
        Assert.Equal("42\n", await tool.CallAsync(new { code = "print(6 * 7)" }));
        Assert.Equal("(no output)", await tool.CallAsync(new { code = "x = 1" }));
        string failed = await tool.CallAsync(new { code = "print('before')\n1 / 0" });
        Assert.StartsWith("before\n[standard error]\n", failed, StringComparison.Ordinal);
        Assert.Contains("line 2", failed, StringComparison.Ordinal);
        Assert.EndsWith("[exit code 1]", failed, StringComparison.Ordinal);
        Assert.Equal(ToolEffects.None, tool.Effects);
    }

    [SkippableFact]
    public async Task OneShot_SaysWhenItWasKilled()
    {
        var options = new PythonOptions { Limits = new() { WallTime = TimeSpan.FromMilliseconds(500) } };
        string text = await PythonTool.Create(_sandbox, _outputs, options).CallAsync(new { code = "import time; time.sleep(99)" });
        Assert.Equal("[killed: it ran longer than 0.5 seconds]", text);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task OneShot_SharesNothingWithTheCallBefore(int spares)
    {
        var tool = PythonTool.Create(_sandbox, _outputs, new PythonOptions { SpareInterpreters = spares });
        const string Code = """
            import os
            print(os.path.exists('/tmp/left'), len([p for p in os.listdir('/proc') if p.isdigit()]))
            open('/tmp/left', 'w').close()
            if os.fork() == 0:
                os.setsid(); os.close(1); os.close(2)
                import time; time.sleep(60)
            """;
        for (int i = 0; i < 4; i++)
        {
            Assert.Matches("^False [23]\n$", await tool.CallAsync(new { code = Code })); // Bubblewrap's init, and the program.
        }
    }

    [SkippableFact]
    public async Task OneShot_StartedAhead_HasItsWallTimeFromTheCall_AndOtherCommandsKeepTheirPlaces()
    {
        var clock = new ManualTimeProvider();
        using var one = new BubblewrapSandbox(new BubblewrapOptions { MaxConcurrency = 1 }, clock);
        var tool = PythonTool.Create(one, _outputs);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("1\n", await tool.CallAsync(new { code = "print(1)" }));
            clock.Advance(TimeSpan.FromMinutes(i * 8)); // The first wait is shorter than a spare is kept, the second one longer.
        }

        var other = new SandboxCommand { Program = "/usr/bin/python3", Arguments = ["-I", "-S", "-c", "print(2)"] };
        Assert.Equal("2\n", (await one.RunAsync(other)).Output);
    }

    [SkippableFact]
    public async Task LongOutput_IsCut_AndReadOnByItsHandle()
    {
        string text = await PythonTool.Create(_sandbox, _outputs).CallAsync(new { code = "print('\\n'.join('row %d' % i for i in range(5000)))" });
        Assert.InRange(text.Length, 1_000, PythonTool.ShownCharacters);
        Assert.StartsWith("row 0\n", text, StringComparison.Ordinal);
        Assert.EndsWith("row 4999\n", text, StringComparison.Ordinal);
        string handle = text.Split("handle \"")[1].Split('"')[0];
        string rest = await OutputTool.Create(_outputs).CallAsync(new { handle, offset = 20_000, length = 100 });
        Assert.StartsWith("[characters 20000 to 20100 of 43890]\n", rest, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ToolFailureException>(() => OutputTool.Create(_outputs).CallAsync(new { handle = "0000" }));
    }

    [SkippableFact]
    public async Task Session_KeepsItsState_ShowsTheLastValue_AndSurvivesErrors()
    {
        var (first, session) = await _sessions.RunAsync(null, "import math\ndef area(r):\n    return math.pi * r * r\nx = 3");
        Assert.Equal("(no output)", first);
        Assert.Equal("28.274333882308138\n", (await _sessions.RunAsync(session, "area(x)")).Output);
        string failed = (await _sessions.RunAsync(session, "area(x)\nraise ValueError('no')")).Output;
        Assert.Contains("ValueError: no", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("<string>", failed, StringComparison.Ordinal);
        Assert.Equal("4\n", (await _sessions.RunAsync(session, "x + 1")).Output);
    }

    [SkippableFact]
    public async Task Sessions_DoNotSeeEachOther_AndNoHandleIsGuessed()
    {
        string one = (await _sessions.RunAsync(null, "secret = 1")).Handle;
        string other = (await _sessions.RunAsync(null, "pass")).Handle;
        Assert.Contains("NameError", (await _sessions.RunAsync(other, "secret")).Output, StringComparison.Ordinal);
        Assert.Equal("1\n", (await _sessions.RunAsync(one, "secret")).Output);
        await Assert.ThrowsAsync<ToolFailureException>(() => _sessions.RunAsync("1", "secret").AsTask());
    }

    [SkippableFact]
    public async Task Session_ThatHangs_ThatDies_OrThatForgesAnAnswer_IsGone_AndSaysSo()
    {
        await using var quick = new PythonSessions(_sandbox, new PythonOptions { Limits = new() { WallTime = TimeSpan.FromSeconds(1) } });
        (string Cell, string Said)[] cases =
        [
            ("while True: pass", "longer than 1 seconds"),
            ("import os; os._exit(7)", "interpreter ended"),
            ("answers.write(b'\\xff' * 10); answers.flush()", "interpreter ended"),
        ];
        foreach (var (cell, said) in cases)
        {
            // A patient session for the cells that need none of the second.
            var sessions = cell.StartsWith("while", StringComparison.Ordinal) ? quick : _sessions;
            string handle = (await _sessions.RunAsync(null, "1")).Handle;
            handle = sessions == _sessions ? handle : (await sessions.RunAsync(null, "1")).Handle;
            string code = cell.StartsWith("answers", StringComparison.Ordinal)
                ? "import sys\nanswers = sys._getframe(1).f_globals.get('answers') or sys._getframe(2).f_globals['answers']\n" + cell
                : cell;
            var error = await Assert.ThrowsAsync<ToolFailureException>(() => sessions.RunAsync(handle, code).AsTask());
            Assert.Contains(said, error.Message, StringComparison.Ordinal);
            error = await Assert.ThrowsAsync<ToolFailureException>(() => sessions.RunAsync(handle, "1").AsTask());
            Assert.Contains("There is no session", error.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task TheOldestSession_LeavesForANewOne_AndIdleOnesLeaveByTheClock()
    {
        var clock = new ManualTimeProvider();
        await using var sessions = new PythonSessions(_sandbox, new PythonOptions { MaxSessions = 2 }, clock);
        string first = (await sessions.RunAsync(null, "1")).Handle;
        clock.Advance(TimeSpan.FromSeconds(1));
        string second = (await sessions.RunAsync(null, "1")).Handle;
        clock.Advance(TimeSpan.FromSeconds(1));
        await sessions.RunAsync(null, "1");
        await Assert.ThrowsAsync<ToolFailureException>(() => sessions.RunAsync(first, "1").AsTask());
        Assert.Equal("1\n", (await sessions.RunAsync(second, "1")).Output);
        clock.Advance(TimeSpan.FromMinutes(20));
        await Assert.ThrowsAsync<ToolFailureException>(() => sessions.RunAsync(second, "1").AsTask());
    }

    [SkippableFact]
    public async Task Tool_NamesTheSession_SoThatTheModelCanGoOn()
    {
        var tool = PythonSessionTool.Create(_sessions, _outputs);
        string first = await tool.CallAsync(new { code = "n = 20" });
        string session = first.Split(['[', ']', ' '])[2];
        Assert.Equal($"[session {session}]\n21\n", await tool.CallAsync(new { code = "n + 1", session }));
    }
}
