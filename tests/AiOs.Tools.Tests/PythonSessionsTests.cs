using System.Threading.Channels;
using Xunit;

namespace AiOs;

/// <summary>Several callers, one set of sessions: nobody's cell is ended by another's wait, and no more sessions are there than may be.</summary>
public sealed class PythonSessionsTests
{
    private static readonly TimeSpan WallTime = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _clock = new();
    private readonly FakeSandbox _sandbox = new();

    [Fact]
    public async Task WallTime_BeginsWhenTheCellBegins()
    {
        await using var sessions = Create();
        var (python, handle) = await OpenAsync(sessions);
        var first = sessions.RunAsync(handle, "first").AsTask();
        Assert.Equal("first", await python.ReadCellAsync());
        var second = sessions.RunAsync(handle, "second").AsTask();
        foreach (var (cell, name) in new[] { (first, "second"), (second, "third") })
        {
            _clock.Advance(WallTime * 0.7);
            var next = name == "third" ? sessions.RunAsync(handle, name).AsTask() : null;
            await python.AnswerAsync("fine");
            Assert.Equal(name, await python.ReadCellAsync());
            Assert.Equal("fine", (await cell).Output);
            second = next ?? second;
        }
    }

    [Fact]
    public async Task CancellingACellThatWaits_LeavesTheOneThatRuns()
    {
        await using var sessions = Create();
        var (python, handle) = await OpenAsync(sessions);
        var first = sessions.RunAsync(handle, "first").AsTask();
        await python.ReadCellAsync();
        using var stop = new CancellationTokenSource();
        var second = sessions.RunAsync(handle, "second", stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await python.AnswerAsync("fine");
        Assert.Equal("fine", (await first).Output);
        Assert.False(python.IsDisposed);
    }

    [Fact]
    public async Task ACellThatWaitedForOneThatEndedTheSession_SaysThatItIsGone()
    {
        await using var sessions = Create();
        var (python, handle) = await OpenAsync(sessions);
        using var stop = new CancellationTokenSource();
        var first = sessions.RunAsync(handle, "first", stop.Token).AsTask();
        await python.ReadCellAsync();
        var second = sessions.RunAsync(handle, "second").AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Contains("There is no session", (await Assert.ThrowsAsync<ToolFailureException>(() => second)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallersTogether_GetNoMoreSessionsThanThereMayBe_AndEndNobodysCell()
    {
        await using var sessions = Create(maxSessions: 2);
        var (idle, _) = await OpenAsync(sessions);
        var (busy, handle) = await OpenAsync(sessions);
        var running = sessions.RunAsync(handle, "running").AsTask();
        await busy.ReadCellAsync();
        _sandbox.Hold();
        var opening = sessions.RunAsync(null, "new").AsTask(); // In place of the one that runs nothing.
        Assert.True(idle.IsDisposed);
        var refused = sessions.RunAsync(null, "one too many").AsTask();
        Assert.True(refused.IsCompleted, "It waits for an interpreter, so it has been given a place.");
        var error = await Assert.ThrowsAsync<ToolFailureException>(() => refused);
        Assert.Contains("There are 2 sessions", error.Message, StringComparison.Ordinal);
        _sandbox.Release();
        var third = await _sandbox.NextAsync();
        await third.AnswerAsync("new");
        Assert.Equal("new", (await opening).Output);
        await busy.AnswerAsync("fine");
        Assert.Equal("fine", (await running).Output);
    }

    [Fact]
    public async Task ASessionWhoseCellRunsLong_IsNotIdle()
    {
        await using var sessions = Create(wallTime: Timeout.InfiniteTimeSpan);
        var (python, handle) = await OpenAsync(sessions);
        var cell = sessions.RunAsync(handle, "long").AsTask();
        await python.ReadCellAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(python.IsDisposed);
        await python.AnswerAsync("fine");
        await cell;
        _clock.Advance(TimeSpan.FromMinutes(9)); // Its idle time begins with the end of the cell.
        Assert.False(python.IsDisposed);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True(python.IsDisposed);
    }

    [Fact]
    public async Task Disposing_EndsWhatRunsAndWhatIsAboutToStart_AndBothSayWhy()
    {
        var sessions = Create();
        var (python, handle) = await OpenAsync(sessions);
        var cell = sessions.RunAsync(handle, "cell").AsTask();
        await python.ReadCellAsync();
        _sandbox.Hold();
        var opening = sessions.RunAsync(null, "new").AsTask();
        await sessions.DisposeAsync();
        var error = await Assert.ThrowsAsync<ToolFailureException>(() => cell);
        Assert.Equal("The session was ended while the cell ran.", error.Message);
        _sandbox.Release();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => opening);
        Assert.True((await _sandbox.NextAsync()).IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sessions.RunAsync(null, "late").AsTask());
    }

    [Fact]
    public void TimesThatNoTimerCounts_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PythonSessions(_sandbox, new PythonOptions { SessionIdleTime = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SandboxLimits { WallTime = TimeSpan.FromDays(25) }.Validated());
    }

    private PythonSessions Create(int maxSessions = 8, TimeSpan? wallTime = null) =>
        new(_sandbox, new PythonOptions { MaxSessions = maxSessions, Limits = new() { WallTime = wallTime ?? WallTime } }, _clock);

    private async Task<(FakeInterpreter Python, string Handle)> OpenAsync(PythonSessions sessions)
    {
        var cell = sessions.RunAsync(null, "1").AsTask();
        var python = await _sandbox.NextAsync();
        await python.ReadCellAsync();
        await python.AnswerAsync("1");
        return (python, (await cell).Handle);
    }

    private sealed class FakeSandbox : ISandbox
    {
        private readonly Channel<FakeInterpreter> _started = Channel.CreateUnbounded<FakeInterpreter>();
        private TaskCompletionSource _start = new();

        public FakeSandbox() => Release();

        public string? UnavailableReason => null;

        public void Hold() => _start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _start.SetResult();

        public async Task<FakeInterpreter> NextAsync() => await _started.Reader.ReadAsync();

        public async ValueTask<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken = default)
        {
            await _start.Task;
            var python = new FakeInterpreter();
            _started.Writer.TryWrite(python);
            return python;
        }
    }
}
