using System.Diagnostics;

namespace AiOs;

/// <summary>A started program with its limits on wall time and output.</summary>
internal sealed class SandboxedProcess : ISandboxProcess
{
    private const int SignalBase = 128; // How shells, and bubblewrap, say that a signal ended a program.

    private readonly Process _process;
    private readonly ITimer _timer;
    private readonly bool _killsTree;
    private readonly Action _onEnd;
    private readonly Lock _gate = new();
    private readonly Task _ended;
    private SandboxEnd? _killed;

    public SandboxedProcess(Process process, SandboxLimits limits, TimeProvider time, bool killsTree, Action onEnd)
    {
        _process = process;
        _killsTree = killsTree;
        _onEnd = onEnd;
        var meter = new OutputMeter(limits.OutputBytes, () => Kill(SandboxEnd.OutputLimit));
        Input = process.StandardInput.BaseStream;
        Output = new MeteredStream(process.StandardOutput.BaseStream, meter);
        Errors = new MeteredStream(process.StandardError.BaseStream, meter);
        _timer = time.CreateTimer(_ => Kill(SandboxEnd.TimedOut), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ended = WatchAsync();
        _timer.Change(limits.WallTime, Timeout.InfiniteTimeSpan); // Only now: what it does needs all fields.
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Stream Errors { get; }

    public async Task<SandboxExit> WaitAsync(CancellationToken cancellationToken = default)
    {
        await _ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            int code = _process.ExitCode;
            return new SandboxExit(_killed ?? (code > SignalBase ? SandboxEnd.Signalled : SandboxEnd.Exited), code);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill(SandboxEnd.Disposed);
        await _ended.ConfigureAwait(false);
        await Output.DisposeAsync().ConfigureAwait(false);
        await Errors.DisposeAsync().ConfigureAwait(false);
        await CloseInputAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task CloseInputAsync()
    {
        try
        {
            await Input.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What was still to be written has no reader any more.
        }
    }

    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _onEnd();
    }

    private void Kill(SandboxEnd reason)
    {
        lock (_gate)
        {
            if (_killed is not null || _ended.IsCompleted || _process.HasExited)
            {
                return;
            }

            _killed = reason;

            // Bubblewrap's own death takes the whole process namespace along; without one the tree is walked.
            _process.Kill(_killsTree);
        }
    }
}
