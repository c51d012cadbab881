namespace AiOs;

/// <summary>Watches every model call and measures how much of it repeats the one before: what a provider's prefix cache would save.</summary>
internal sealed class PrefixObserver : ISyscallMiddleware
{
    public PrefixMeter Meter { get; } = new();

    public ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        if (call is ModelSyscall model)
        {
            Meter.Observe(model.Request.Messages);
        }

        return next(call, cancellationToken);
    }
}
