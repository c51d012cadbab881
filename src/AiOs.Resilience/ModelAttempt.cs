namespace AiOs;

/// <summary>A call that may be made several times, and whether anybody has seen a part of its answer.</summary>
internal sealed class ModelAttempt
{
    private readonly ModelSyscall _call;
    private readonly SyscallHandler _next;
    private readonly Func<string, CancellationToken, ValueTask>? _sink;

    public ModelAttempt(ModelSyscall call, SyscallHandler next)
    {
        _call = call;
        _next = next;
        _sink = call.TextSink;
        if (_sink is not null)
        {
            call.TextSink = ShowAsync;
        }
    }

    public bool WasShown { get; private set; }

    public ValueTask RunAsync(CancellationToken cancellationToken) => _next(_call, cancellationToken);

    public void Restore() => _call.TextSink = _sink;

    private ValueTask ShowAsync(string text, CancellationToken cancellationToken)
    {
        WasShown = true;
        return _sink!(text, cancellationToken);
    }
}
