namespace AiOs;

/// <summary>What must hold of a spec before a process is started from it.</summary>
internal static class ProcessRules
{
    private const int MaxKeyLength = 256;
    private const int MaxWeight = 1_000;

    /// <summary>Checks the numbers and names of a spec.</summary>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    public static void Check(AgentSpec spec)
    {
        spec.Budget.Validated();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.MailboxCapacity, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Weight, 1, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Weight, MaxWeight, nameof(spec));
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Deadline ?? TimeSpan.Zero, TimeSpan.Zero, nameof(spec));
        if (spec.Key is { Length: 0 or > MaxKeyLength })
        {
            throw new ArgumentException($"A key has 1 to {MaxKeyLength} characters, but {spec.Key.Length} came.", nameof(spec));
        }

        if (spec.Specialists.GroupBy(static specialist => specialist.Name, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1)
            is { } twice)
        {
            throw new ArgumentException($"The agent '{spec.Name}' has two specialists named '{twice.Key}'.", nameof(spec));
        }
    }

    /// <summary>Holds capabilities down: what a parent lacks it cannot give.</summary>
    /// <exception cref="ProcessException">The spec asks for more than the parent holds.</exception>
    public static void CheckCapabilities(AgentSpec spec, KernelProcess? parent)
    {
        if (parent is not null && spec.Capabilities.FirstOrDefault(c => !parent.Spec.Capabilities.Contains(c)) is { } excess)
        {
            throw new ProcessException(
                parent.Id, $"Process {parent.Id} cannot give its child '{spec.Name}' the capability '{excess}', which it lacks itself.");
        }
    }

    /// <summary>Gives a child its part of what its parent has left.</summary>
    /// <exception cref="ProcessBudgetException">Too little is left.</exception>
    public static ProcessBudget Divide(ProcessBudget asked, KernelProcess parent, DateTimeOffset now)
    {
        var granted = parent.Meter.Grant(asked);
        var life = parent.Spec.Budget.LifeTime;
        if (life == TimeSpan.MaxValue)
        {
            return granted;
        }

        // Time cannot be divided: it passes for both. A child just cannot have more of it than its parent.
        var left = parent.Started + life - now;
        return left >= granted.LifeTime ? granted : granted with { LifeTime = left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1) };
    }
}
