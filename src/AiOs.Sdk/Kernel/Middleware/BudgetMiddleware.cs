namespace AiOs;

/// <summary>Holds every process to its budget: checked before a step, counted after it, so it is exceeded by one step at most.</summary>
internal sealed class BudgetMiddleware(TimeProvider time) : ISyscallMiddleware
{
    public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        if (call.Process is not KernelProcess process)
        {
            await next(call, cancellationToken).ConfigureAwait(false); // Somebody else's process keeps its own books.
            return;
        }

        Check(call, process);
        var earlier = (call as ModelSyscall)?.Response; // Of an attempt that somebody further out now repeats.
        try
        {
            await next(call, cancellationToken).ConfigureAwait(false);
            if (call is ToolSyscall)
            {
                process.Meter.AddToolCall();
            }
        }
        finally
        {
            // An answer that a stage blocked, or that came too late, was paid for like any other.
            if (call is ModelSyscall { Response: { } response } model && !ReferenceEquals(response, earlier))
            {
                process.Meter.AddModelCall(model, response);
            }
        }
    }

    private void Check(Syscall call, KernelProcess process)
    {
        if (call is ModelSyscall)
        {
            process.Meter.ThrowIfSpent();
            if (process.HasOutlived(time.GetUtcNow()))
            {
                throw new ProcessBudgetException(process.Id, nameof(ProcessBudget.LifeTime), process.Spec.Budget.LifeTime.ToString());
            }
        }
        else if (call is SpawnSyscall && process.RemainingDepth == 0)
        {
            throw new ProcessBudgetException(process.Id, nameof(ProcessBudget.Depth), $"{process.Spec.Budget.Depth} generations");
        }
    }
}
