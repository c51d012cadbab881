namespace AiOs;

/// <summary>A change that waits for the journal's writer: a record, a removal, or other records for those of a process.</summary>
/// <param name="Process">Whose record it is.</param>
/// <param name="Record">The record.</param>
/// <param name="Removed">The processes to be removed; null for anything else.</param>
/// <param name="Rewrite">Gives what is kept for each record of the process; null for anything else.</param>
internal readonly record struct JournalWrite(
    long Process,
    ReadOnlyMemory<byte> Record,
    IReadOnlyCollection<ProcessId>? Removed = null,
    Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? Rewrite = null);
