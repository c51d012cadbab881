using System.Diagnostics;

namespace AiOs;

/// <summary>A started program with its limits on wall time and output.</summary>
internal sealed class SandboxedProcess : ISandboxProcess
{
    private const int SignalBase = 128; // How shells, and bubblewrap, say that a signal ended a program.
    private const int LastSignal = 64; // What is above them is a code that the program itself gave, such as -1.
    private static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(5); // For what is killed to be gone, with all that it started.

    private readonly Process _process;
    private readonly OutputMeter _meter;
    private readonly ITimer _timer;
    private readonly Action<Process> _kill;
    private readonly Lock _gate = new();
    private readonly Task<SandboxExit> _ended;
    private Action? _onEnd;
    private bool _hasEnded;
    private SandboxEnd? _killed;

    public SandboxedProcess(Process process, SandboxLimits limits, TimeProvider time, Action<Process> kill, Action? onEnd)
    {
        _process = process;
        _kill = kill;
        _onEnd = onEnd;
        _meter = new OutputMeter(limits.OutputBytes, () => Kill(SandboxEnd.OutputLimit));
        Input = process.StandardInput.BaseStream;
        Output = new MeteredStream(process.StandardOutput.BaseStream, _meter);
        Errors = new MeteredStream(process.StandardError.BaseStream, _meter);
        _timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ended = WatchAsync();
        _timer.Change(limits.WallTime, Timeout.InfiniteTimeSpan); // Only now: what it does needs all fields.
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Stream Errors { get; }

    /// <summary>Gives a program that waited to its caller: from now on its wall time runs.</summary>
    /// <param name="wallTime">How long it may run.</param>
    /// <param name="onEnd">Called when it has ended.</param>
    /// <returns>False when it ended while it waited; then nothing is called.</returns>
    public bool TryHandOver(TimeSpan wallTime, Action onEnd)
    {
        lock (_gate)
        {
            if (_killed is not null || _hasEnded || _process.HasExited)
            {
                return false;
            }

            _onEnd = onEnd;
            _timer.Change(wallTime, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    public async Task<SandboxExit> WaitAsync(CancellationToken cancellationToken = default)
    {
        var exit = await _ended.WaitAsync(cancellationToken).ConfigureAwait(false);

        // A program may have ended before so much of what it wrote was read: it was cut all the same.
        return _meter.IsExceeded && exit.End is SandboxEnd.Exited or SandboxEnd.Signalled
            ? exit with { End = SandboxEnd.OutputLimit }
            : exit;
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

    // Reads how it ended at once: who waits may come to it only when the process object is gone.
    private async Task<SandboxExit> WatchAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        SandboxExit exit;
        Action? onEnd;
        lock (_gate)
        {
            int code = _process.ExitCode;
            exit = new SandboxExit(_killed ?? (code is > SignalBase and <= SignalBase + LastSignal ? SandboxEnd.Signalled : SandboxEnd.Exited), code);
            _hasEnded = true;
            onEnd = _onEnd;
        }

        onEnd?.Invoke();
        return exit;
    }

    private void OnTime()
    {
        lock (_gate)
        {
            if (_killed is null)
            {
                Kill(SandboxEnd.TimedOut);
            }
            else if (!_hasEnded)
            {
                _process.Kill(); // What was to end when all that it started has ended did not.
            }
        }
    }

    private void Kill(SandboxEnd reason)
    {
        lock (_gate)
        {
            if (_killed is not null || _hasEnded || _process.HasExited)
            {
                return;
            }

            _killed = reason;
            _kill(_process);
            _timer.Change(EndingTime, Timeout.InfiniteTimeSpan);
        }
    }
}
