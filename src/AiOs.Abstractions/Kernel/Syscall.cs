namespace AiOs;

/// <summary>A system call: the only way in which anything leaves a process. Its terminal handler fills in the result.</summary>
/// <remarks>Threads: one call is worked on by one thread at a time.</remarks>
public abstract class Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls.</param>
    /// <param name="controlLabel">The join of everything that led the process to make this call.</param>
    private protected Syscall(AgentProcess process, SecurityLabel controlLabel)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(controlLabel);
        Process = process;
        ControlLabel = controlLabel;
    }

    /// <summary>Gets the process that calls.</summary>
    public AgentProcess Process { get; }

    /// <summary>Gets the label of the control flow: the join of everything that led the process to make this call.</summary>
    public SecurityLabel ControlLabel { get; }

    /// <summary>Gets the step of the process that it belongs to; 0.0 for a call outside of any turn.</summary>
    public StepId At { get; init; }

    /// <summary>Gets what is called, for audit and traces, such as <c>tool:calculator</c>; never private content.</summary>
    public abstract string Subject { get; }
}
