namespace AiOs;

/// <summary>One thing that can happen to a memory. The number chooses among the pages there are, or a size.</summary>
public sealed record MemoryCommand(MemoryAction Action, int Number);
