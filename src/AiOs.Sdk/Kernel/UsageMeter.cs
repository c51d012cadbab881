using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What a process used, and what it may use. What a child uses counts for its parents too.</summary>
/// <remarks>Threads: counted and read from any.</remarks>
internal sealed class UsageMeter(ProcessId process, ProcessBudget budget, UsageMeter? parent)
{
    private readonly Lock _lock = new();
    private ProcessUsage _usage = ProcessUsage.None;
    private long _childTokens;
    private decimal _childCostUsd;

    public ProcessUsage Usage
    {
        get
        {
            lock (_lock)
            {
                return _usage;
            }
        }
    }

    /// <summary>Checks the budgets of this process and of all its parents.</summary>
    /// <exception cref="ProcessBudgetException">One is used up.</exception>
    public void ThrowIfSpent()
    {
        for (var meter = this; meter is not null; meter = meter.Parent)
        {
            meter.ThrowIfOwnSpent();
        }
    }

    private UsageMeter? Parent { get; } = parent;

    public void AddModelCall(ModelSyscall call, ChatResponse response)
    {
        var reported = response.Usage;
        long input = reported?.InputTokenCount ?? call.Request.Receipt.CountedTokens;
        long cached = reported?.CachedInputTokenCount ?? 0;
        long output = reported?.OutputTokenCount ?? 0;
        decimal cost = CostOf(call.Model.Manifest.Price, input, cached, output);
        lock (_lock)
        {
            _usage = _usage with
            {
                Steps = _usage.Steps + 1,
                InputTokens = _usage.InputTokens + input,
                CachedInputTokens = _usage.CachedInputTokens + cached,
                OutputTokens = _usage.OutputTokens + output,
                CostUsd = _usage.CostUsd + cost,
            };
        }

        for (var meter = Parent; meter is not null; meter = meter.Parent)
        {
            meter.AddChild(input + output, cost);
        }
    }

    public void AddToolCall()
    {
        lock (_lock)
        {
            _usage = _usage with { ToolCalls = _usage.ToolCalls + 1 };
        }
    }

    public void AddTime(TimeSpan elapsed)
    {
        lock (_lock)
        {
            _usage = _usage with { Elapsed = _usage.Elapsed + elapsed };
        }
    }

    /// <summary>Gives what was used since an earlier reading.</summary>
    public ProcessUsage Since(ProcessUsage before)
    {
        var now = Usage;
        return new ProcessUsage(
            now.Steps - before.Steps,
            now.InputTokens - before.InputTokens,
            now.CachedInputTokens - before.CachedInputTokens,
            now.OutputTokens - before.OutputTokens,
            now.CostUsd - before.CostUsd,
            now.ToolCalls - before.ToolCalls,
            now.Elapsed - before.Elapsed);
    }

    private void AddChild(long tokens, decimal costUsd)
    {
        lock (_lock)
        {
            _childTokens += tokens;
            _childCostUsd += costUsd;
        }
    }

    private void ThrowIfOwnSpent()
    {
        lock (_lock)
        {
            if (_usage.TotalTokens + _childTokens >= budget.Tokens)
            {
                throw new ProcessBudgetException(process, nameof(ProcessBudget.Tokens), $"{budget.Tokens:N0} tokens");
            }

            if (_usage.CostUsd + _childCostUsd >= budget.CostUsd && budget.CostUsd < decimal.MaxValue)
            {
                throw new ProcessBudgetException(process, nameof(ProcessBudget.CostUsd), $"{budget.CostUsd} US dollars");
            }

            if (_usage.Steps >= budget.Steps)
            {
                throw new ProcessBudgetException(process, nameof(ProcessBudget.Steps), $"{budget.Steps:N0} model calls");
            }
        }
    }

    private static decimal CostOf(ModelPrice? price, long input, long cached, long output)
    {
        const decimal Million = 1_000_000;
        return price is null
            ? 0
            : (((input - cached) * price.Input) + (cached * price.CachedInput) + (output * price.Output)) / Million;
    }
}
