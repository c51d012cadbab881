namespace AiOs;

/// <summary>A turn went round in a circle: the same calls with the same results, again and again.</summary>
public sealed class ProcessLoopException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="process">The process.</param>
    /// <param name="calls">The names of the calls that repeat, in order.</param>
    /// <param name="times">How often they were made in a row.</param>
    public ProcessLoopException(ProcessId process, IReadOnlyList<string> calls, int times)
        : base(
            $"Process {process} was stopped in a loop: it made the same calls ({string.Join(", ", calls ?? [])}) with the same results "
            + $"{times} times in a row. Reword the task, or raise AgentSpec.Budget.RepeatedCalls.")
    {
        Process = process;
        Calls = calls ?? [];
        Times = times;
    }

    /// <summary>Gets the process.</summary>
    public ProcessId Process { get; }

    /// <summary>Gets the names of the calls that repeat, in order.</summary>
    public IReadOnlyList<string> Calls { get; }

    /// <summary>Gets how often they were made in a row.</summary>
    public int Times { get; }
}
