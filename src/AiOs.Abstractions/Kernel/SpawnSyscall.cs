namespace AiOs;

/// <summary>A call that starts a child process.</summary>
public sealed class SpawnSyscall : Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls: the parent.</param>
    /// <param name="controlLabel">The label of everything that led to the call.</param>
    /// <param name="spec">What the child is started from.</param>
    public SpawnSyscall(AgentProcess process, SecurityLabel controlLabel, AgentSpec spec)
        : base(process, controlLabel)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
    }

    /// <inheritdoc/>
    public override string Subject => "spawn";

    /// <summary>Gets what the child is started from.</summary>
    public AgentSpec Spec { get; }

    /// <summary>Gets or sets the child; null until the terminal handler has run.</summary>
    public AgentProcess? Child { get; set; }
}
