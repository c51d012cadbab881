namespace AiOs;

/// <summary>A piece of an answer that loads or leads somewhere, and what takes its place.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Reason">Why it may not stand.</param>
/// <param name="Replacement">What may stand instead.</param>
internal sealed record FoundAddress(int Start, int Length, string Reason, string Replacement);
