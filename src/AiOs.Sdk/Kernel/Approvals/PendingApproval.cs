namespace AiOs;

/// <summary>A question to a human that waits for its answer.</summary>
/// <param name="Fingerprint">Its name: the SHA-256 of exactly what would be done.</param>
/// <param name="Process">The process that wants to do it.</param>
/// <param name="Description">What is called, in which version, with which arguments, and why approval is needed.</param>
/// <param name="ExpiresAt">When it counts as refused.</param>
public sealed record PendingApproval(string Fingerprint, ProcessId Process, string Description, DateTimeOffset ExpiresAt);
