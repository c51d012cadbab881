namespace AiOs;

/// <summary>A change that waits for the journal's writer: a record, or a removal.</summary>
/// <param name="Process">Whose record it is.</param>
/// <param name="Record">The record.</param>
/// <param name="Removed">The processes to be removed; null for a record.</param>
internal readonly record struct JournalWrite(
    long Process, ReadOnlyMemory<byte> Record, IReadOnlyCollection<ProcessId>? Removed);
