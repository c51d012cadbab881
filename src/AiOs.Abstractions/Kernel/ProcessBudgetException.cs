namespace AiOs;

/// <summary>A process has used up one of its budgets; no further step was begun.</summary>
public sealed class ProcessBudgetException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="process">The process.</param>
    /// <param name="budget">Which budget, such as <c>Steps</c>.</param>
    /// <param name="limit">The limit.</param>
    public ProcessBudgetException(ProcessId process, string budget, string limit)
        : base($"Process {process} has used up its budget: {budget} is limited to {limit}. Raise it in AgentSpec.Budget.")
    {
        Process = process;
        Budget = budget;
    }

    /// <summary>Gets the process.</summary>
    public ProcessId Process { get; }

    /// <summary>Gets which budget.</summary>
    public string Budget { get; }
}
