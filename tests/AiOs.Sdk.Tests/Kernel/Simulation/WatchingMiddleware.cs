using System.Collections.Concurrent;

namespace AiOs;

/// <summary>Looks at every system call of a simulated kernel, before and after it, for what must always hold.</summary>
internal sealed class WatchingMiddleware : ISyscallMiddleware
{
    private const int TokensOfAStep = SimulatedModel.InputTokens + SimulatedModel.OutputTokens;
    private long _calls;

    public ConcurrentQueue<string> Problems { get; } = [];

    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Gets every process that ever called, as it was last: those that ended are not in the table any more.</summary>
    public ConcurrentDictionary<long, AgentProcess> Processes { get; } = [];

    public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        Processes[call.Process.Id.Value] = call.Process;
        Look(call.Process);
        try
        {
            await next(call, cancellationToken);
        }
        finally
        {
            Look(call.Process);
            if (call is SpawnSyscall { Child: { } child })
            {
                Processes[child.Id.Value] = child;
                Look(child);
                Expect(child.Spec.Budget.Tokens <= call.Process.Spec.Budget.Tokens, $"{child.Id} was granted more than its parent ever had.");
            }
        }
    }

    private void Look(AgentProcess process)
    {
        var (usage, budget) = (process.Usage, process.Spec.Budget);
        Expect(usage.TotalTokens <= budget.Tokens + TokensOfAStep, $"{process.Id} used {usage.TotalTokens} of {budget.Tokens} tokens.");
        Expect(usage.Steps <= budget.Steps + 1, $"{process.Id} made {usage.Steps} of {budget.Steps} steps.");
        var parent = Processes.GetValueOrDefault(process.ParentId.Value);
        Expect(
            parent is null || process.Spec.Capabilities.All(parent.Spec.Capabilities.Contains), $"{process.Id} holds what its parent {parent?.Id} does not.");
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            Problems.Enqueue(otherwise);
        }
    }
}
