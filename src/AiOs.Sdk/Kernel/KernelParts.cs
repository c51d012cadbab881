namespace AiOs;

/// <summary>What every process of a kernel works with.</summary>
/// <param name="Path">The way of a system call through every middleware to its terminal handler.</param>
/// <param name="Tools">The tools.</param>
/// <param name="Time">The clock.</param>
/// <param name="Journal">Where processes write what they do; null for nowhere.</param>
/// <param name="Waits">Where processes wait for the journal.</param>
/// <param name="Find">Finds a process, also one that has ended and is kept.</param>
/// <param name="IsShuttingDown">Tells whether the kernel is being stopped, so that what a process hears of another is not how that one ended.</param>
/// <param name="HasVolatilePages">Whether pages end with the program, so that none outlives a record that it was made from.</param>
internal sealed record KernelParts(
    SyscallHandler Path,
    IToolRegistry Tools,
    TimeProvider Time,
    IProcessJournal? Journal,
    DurableWaits Waits,
    Func<ProcessId, AgentProcess?> Find,
    Func<bool> IsShuttingDown,
    bool HasVolatilePages);
