namespace AiOs;

/// <summary>A call that brings pages of the process's memory back.</summary>
public sealed class MemorySyscall : Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls.</param>
    /// <param name="controlLabel">The label of everything that led to the call.</param>
    /// <param name="request">What to bring back.</param>
    public MemorySyscall(AgentProcess process, SecurityLabel controlLabel, FaultRequest request)
        : base(process, controlLabel)
    {
        ArgumentNullException.ThrowIfNull(request);
        Request = request;
    }

    /// <inheritdoc/>
    public override string Subject => Request.IsPrefetch ? "memory:prefetch" : "memory:fault";

    /// <summary>Gets what to bring back.</summary>
    public FaultRequest Request { get; }

    /// <summary>Gets or sets what was brought back; null until the terminal handler has run.</summary>
    public FaultResult? Result { get; set; }
}
