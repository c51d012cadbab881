namespace AiOs;

/// <summary>A record in a journal.</summary>
/// <param name="Process">Whose record it is.</param>
/// <param name="Record">The record, byte for byte.</param>
public readonly record struct JournalEntry(ProcessId Process, ReadOnlyMemory<byte> Record);
