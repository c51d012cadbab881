namespace AiOs;

/// <summary>What a process begins with: its number, its spec with the budget that was granted, its parent, and when it began.</summary>
internal sealed record ProcessSeed(ProcessId Id, AgentSpec Spec, KernelProcess? Parent, DateTimeOffset Started, UsageMeter Meter)
{
    /// <summary>Gets what the journal knows of it; null for a process that is new.</summary>
    public ProcessPast? Past { get; init; }
}
