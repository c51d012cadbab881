namespace AiOs;

/// <summary>What opening a durable index found in its log.</summary>
/// <param name="ReplayedOperations">Operations after the snapshot that were done again.</param>
/// <param name="DroppedBytes">Bytes at the end of the log that are no whole operation, and were cut off: the write that was under way when the
/// process or the machine stopped. More than 0 after an orderly close means damage.</param>
public sealed record VectorRecovery(long ReplayedOperations, long DroppedBytes);
