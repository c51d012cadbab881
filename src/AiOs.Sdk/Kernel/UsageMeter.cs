using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What a process used, what it may use, and what it set aside for its children.</summary>
/// <remarks>
/// What a process, its ended children and the grants of its living ones take together never exceeds its budget by more than one step
/// of each that runs. Threads: counted and read from any.
/// </remarks>
internal sealed class UsageMeter(ProcessId process, ProcessBudget budget)
{
    private readonly Lock _lock = new();
    private long _steps;
    private long _inputTokens;
    private long _cachedTokens;
    private long _outputTokens;
    private decimal _costUsd;
    private long _toolCalls;
    private TimeSpan _elapsed;
    private int _unwrittenCalls;
    private CallUsage _unwritten;
    private int _children;
    private Allowance _granted;
    private Allowance _returned;

    public ProcessUsage Usage
    {
        get
        {
            lock (_lock)
            {
                return new ProcessUsage(_steps, _inputTokens, _cachedTokens, _outputTokens, _costUsd, _toolCalls, _elapsed);
            }
        }
    }

    /// <summary>Checks the budget.</summary>
    /// <exception cref="ProcessBudgetException">A part of it is used up, or set aside for children.</exception>
    public void ThrowIfSpent()
    {
        lock (_lock)
        {
            var left = Left();
            if (left.Tokens <= 0)
            {
                throw new ProcessBudgetException(process, nameof(ProcessBudget.Tokens), $"{budget.Tokens:N0} tokens");
            }

            if (left.CostUsd <= 0)
            {
                throw new ProcessBudgetException(process, nameof(ProcessBudget.CostUsd), $"{budget.CostUsd} US dollars");
            }

            if (left.Steps <= 0)
            {
                throw new ProcessBudgetException(process, nameof(ProcessBudget.Steps), $"{budget.Steps:N0} model calls");
            }
        }
    }

    /// <summary>Sets aside for a child what it asks for, and at most half of what is left.</summary>
    /// <returns>The child's budget.</returns>
    /// <exception cref="ProcessBudgetException">It has as many children as it may, or too little is left to be halved.</exception>
    public ProcessBudget Grant(ProcessBudget asked)
    {
        lock (_lock)
        {
            if (_children >= budget.Children)
            {
                throw new ProcessBudgetException(process, nameof(ProcessBudget.Children), $"{budget.Children} children alive at once");
            }

            var left = Left();
            if (left.Tokens < 2 || left.Steps < 2 || left.CostUsd <= 0)
            {
                string spent = left.Tokens < 2 ? nameof(ProcessBudget.Tokens)
                    : left.Steps < 2 ? nameof(ProcessBudget.Steps) : nameof(ProcessBudget.CostUsd);
                throw new ProcessBudgetException(process, spent, "what is left, which is too little to be shared with a child");
            }

            var granted = asked with
            {
                Tokens = Math.Min(asked.Tokens, left.Tokens / 2),
                CostUsd = budget.CostUsd == decimal.MaxValue ? asked.CostUsd : Math.Min(asked.CostUsd, left.CostUsd / 2),
                Steps = (int)Math.Min(asked.Steps, left.Steps / 2),
            };
            _children++;
            _granted += Allowance.Of(granted, budget);
            return granted;
        }
    }

    /// <summary>Sets aside again what a child was granted before a restart.</summary>
    public void Regrant(ProcessBudget granted)
    {
        lock (_lock)
        {
            _children++;
            _granted += Allowance.Of(granted, budget);
        }
    }

    /// <summary>Counts what a child used that had ended before a restart.</summary>
    public void AddEnded(Allowance used)
    {
        lock (_lock)
        {
            _returned += used;
        }
    }

    /// <summary>Takes back what an ended child did not use.</summary>
    public void Return(ProcessBudget granted, UsageMeter child)
    {
        var used = child.UsedWithEnded(); // It has no others any more.
        lock (_lock)
        {
            _children--;
            _granted -= Allowance.Of(granted, budget);
            _returned += used;
        }
    }

    /// <summary>Counts one model call, of which the journal is still to tell.</summary>
    public void AddModelCall(ModelSyscall call, ChatResponse response)
    {
        var used = Measure(call, response);
        lock (_lock)
        {
            Count(1, used);
            AddUnwritten(1, used);
        }
    }

    /// <summary>Counts the model calls that a record of a journal tells of.</summary>
    public void AddRecorded(JournalRecord record)
    {
        lock (_lock)
        {
            Count(record.ModelCalls, record.Usage);
        }
    }

    /// <summary>Takes the model calls that no record tells of yet, for the next one: an answer that was stopped or repeated was paid for, too.</summary>
    public (int Calls, CallUsage Used) TakeUnwritten()
    {
        lock (_lock)
        {
            var taken = (_unwrittenCalls, _unwritten);
            (_unwrittenCalls, _unwritten) = (0, default);
            return taken;
        }
    }

    /// <summary>Takes back what a record would have told that could not be written.</summary>
    public void KeepUnwritten(JournalRecord record)
    {
        lock (_lock)
        {
            AddUnwritten(record.ModelCalls, record.Usage);
        }
    }

    /// <summary>Counts what was used.</summary>
    public void Add(ProcessUsage used)
    {
        lock (_lock)
        {
            _steps += used.Steps;
            _inputTokens += used.InputTokens;
            _cachedTokens += used.CachedInputTokens;
            _outputTokens += used.OutputTokens;
            _costUsd += used.CostUsd;
            _toolCalls += used.ToolCalls;
            _elapsed += used.Elapsed;
        }
    }

    private void Count(int calls, CallUsage used)
    {
        _steps += calls;
        _inputTokens += used.InputTokens;
        _cachedTokens += used.CachedInputTokens;
        _outputTokens += used.OutputTokens;
        _costUsd += used.CostUsd;
    }

    private void AddUnwritten(int calls, CallUsage used)
    {
        _unwrittenCalls += calls;
        _unwritten += used;
    }

    public void AddToolCall()
    {
        lock (_lock)
        {
            _toolCalls++;
        }
    }

    public void AddTime(TimeSpan elapsed)
    {
        lock (_lock)
        {
            _elapsed += elapsed;
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

    /// <summary>Gives what it and its ended children used.</summary>
    public Allowance UsedWithEnded()
    {
        lock (_lock)
        {
            return Used() + _returned;
        }
    }

    private Allowance Left() => new Allowance(budget.Tokens, budget.CostUsd, budget.Steps) - Used() - _granted - _returned;

    private Allowance Used() => new(_inputTokens + _outputTokens, _costUsd, _steps);

    // By the provider's own numbers where it gives any. None of them may give back what was spent: a provider that counts cached tokens beside its
    // input, or nonsense, is not the one who sets the budget.
    private static CallUsage Measure(ModelSyscall call, ChatResponse response)
    {
        var reported = response.Usage;
        long input = Math.Max(0, reported?.InputTokenCount ?? call.Request.Receipt.CountedTokens);
        long cached = Math.Clamp(reported?.CachedInputTokenCount ?? 0, 0, input);
        long output = Math.Max(0, reported?.OutputTokenCount ?? 0);
        return new CallUsage(input, cached, output, CostOf(call.Model.Manifest.Price, input, cached, output));
    }

    private static decimal CostOf(ModelPrice? price, long input, long cached, long output)
    {
        const decimal Million = 1_000_000;
        return price is null
            ? 0
            : (((input - cached) * price.Input) + (cached * price.CachedInput) + (output * price.Output)) / Million;
    }
}
