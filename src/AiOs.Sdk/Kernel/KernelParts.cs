namespace AiOs;

/// <summary>What every process of a kernel works with.</summary>
/// <param name="Path">The way of a system call through every middleware to its terminal handler.</param>
/// <param name="Tools">The tools.</param>
/// <param name="Time">The clock.</param>
/// <param name="Journal">Where processes write what they do; null for nowhere.</param>
/// <param name="Find">Finds a process, also one that has ended and is kept.</param>
internal sealed record KernelParts(
    SyscallHandler Path, IToolRegistry Tools, TimeProvider Time, IProcessJournal? Journal, Func<ProcessId, AgentProcess?> Find);
