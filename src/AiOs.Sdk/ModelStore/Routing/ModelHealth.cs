namespace AiOs;

/// <summary>What was observed of a model: whether its last calls failed, and how soon its first token comes.</summary>
/// <remarks>Threads: every member may be called from any thread; a reader sees each number whole, though not all from one moment.</remarks>
internal sealed class ModelHealth(ModelStoreOptions options, TimeProvider time)
{
    private const double NewShare = 0.2; // Of the moving average: about the last ten calls count.
    private const int MaxDoublings = 20;

    private readonly long _start = time.GetTimestamp();
    private long _restUntilTicks; // Since the start, so that 0 is the past.
    private int _failures;
    private double _firstTokenMs = double.NaN;

    /// <summary>Gets whether the model may be chosen without reserve.</summary>
    public bool IsGood => Volatile.Read(ref _restUntilTicks) is var until && (until == 0 || Now() >= until);

    /// <summary>Gets the average time to the first token, in milliseconds; not a number before the first call.</summary>
    public double FirstTokenMs => Volatile.Read(ref _firstTokenMs);

    public void Succeeded(TimeSpan firstToken)
    {
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _restUntilTicks, 0);
        double old = Volatile.Read(ref _firstTokenMs);
        double now = firstToken.TotalMilliseconds;
        Volatile.Write(ref _firstTokenMs, double.IsNaN(old) ? now : old + NewShare * (now - old)); // A lost update costs one sample.
    }

    public void Failed(Exception error)
    {
        if (error is ModelCallException { CanFallBack: false })
        {
            return; // The request was refused, which says nothing about the model.
        }

        int failures = Interlocked.Increment(ref _failures);
        var rest = error is ModelCallException { RetryAfter: { } asked } ? asked : options.Rest * Math.Pow(2, Math.Min(failures - 1, MaxDoublings));
        rest = rest > options.MaxRest ? options.MaxRest : rest;
        Volatile.Write(ref _restUntilTicks, Now() + Math.Max(1, rest.Ticks));
    }

    private long Now() => time.GetElapsedTime(_start).Ticks;
}
