namespace AiOs;

/// <summary>One entry in the log of an address space. Replaying any prefix of a log gives a consistent space.</summary>
/// <param name="PageId">The page it speaks of.</param>
public abstract record PageLogEntry(PageId PageId);
