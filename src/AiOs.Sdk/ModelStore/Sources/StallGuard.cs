namespace AiOs;

/// <summary>Cancels a wait for the next bytes that takes too long, again and again over one download. One wait at a time.</summary>
internal sealed class StallGuard(TimeSpan timeout, TimeProvider time) : IDisposable
{
    private CancellationTokenSource? _timer;
    private CancellationTokenSource? _linked;

    /// <summary>Begins a wait, and gives the token that ends it when the time is over or the caller has had enough.</summary>
    public CancellationToken Begin(CancellationToken cancellationToken)
    {
        End();
        _timer = new CancellationTokenSource(timeout, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timer.Token);
        return _linked.Token;
    }

    /// <summary>Ends the wait: something came.</summary>
    public void End()
    {
        _linked?.Dispose();
        _timer?.Dispose();
        _linked = null;
        _timer = null;
    }

    /// <inheritdoc/>
    public void Dispose() => End();
}
