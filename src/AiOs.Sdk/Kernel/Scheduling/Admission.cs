namespace AiOs;

/// <summary>One place among the calls of a model.</summary>
internal sealed class Admission : IAdmission
{
    private readonly AdmissionRequest _request;
    private readonly RateEntry? _entry;
    private readonly CancellationTokenSource? _preemption;
    private readonly ITimer? _quantum;
    private ModelQueue? _queue;

    public Admission(ModelQueue queue, AdmissionRequest request, RateEntry? entry, TimeSpan? quantum, TimeProvider time)
    {
        _queue = queue;
        _request = request;
        _entry = entry;
        if (quantum is { } length)
        {
            _preemption = new CancellationTokenSource();
            _quantum = time.CreateTimer(static state => ((Admission)state!).EndQuantum(), this, length, length);
        }
    }

    public CancellationToken Preemption => _preemption?.Token ?? CancellationToken.None;

    public void Report(long tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        Volatile.Read(ref _queue)?.Correct(_request, _entry, tokens);
    }

    public void HoldOff(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        Volatile.Read(ref _queue)?.HoldOff(time);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _queue, null) is { } queue)
        {
            _quantum?.Dispose();
            queue.Release();
        }
    }

    // Whoever waits has priority over whoever has had a quantum; with nobody waiting, another quantum begins.
    private void EndQuantum()
    {
        if (Volatile.Read(ref _queue)?.HasWaiting() == true)
        {
            _preemption!.Cancel();
        }
    }
}
