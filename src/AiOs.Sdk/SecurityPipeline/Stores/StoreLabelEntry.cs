namespace AiOs;

/// <summary>The label of one store. Without readers, everyone may read it.</summary>
internal sealed record StoreLabelEntry(string Store, Integrity Integrity, string[]? Readers);
