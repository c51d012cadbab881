namespace AiOs;

/// <summary>The window was full: pages were evicted, and a new epoch begins.</summary>
/// <param name="Process">The process.</param>
/// <param name="Epoch">The number of the new epoch.</param>
/// <param name="Evicted">A receipt for each page.</param>
public sealed record EpochEnded(ProcessId Process, int Epoch, IReadOnlyList<EvictionReceipt> Evicted)
    : AgentEvent(Process);
