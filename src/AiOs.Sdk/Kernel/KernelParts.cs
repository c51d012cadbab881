namespace AiOs;

/// <summary>What every process of a kernel works with.</summary>
/// <param name="Path">The way of a system call through every middleware to its terminal handler.</param>
/// <param name="Tools">The tools.</param>
/// <param name="Time">The clock.</param>
internal sealed record KernelParts(SyscallHandler Path, IToolRegistry Tools, TimeProvider Time);
