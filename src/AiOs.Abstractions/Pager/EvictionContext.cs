namespace AiOs;

/// <summary>What an eviction policy may know besides the candidates.</summary>
/// <param name="Tick">The count of all accesses so far.</param>
/// <param name="Relevance">How well each candidate fits the open goal, 0 to 1, in the order of the candidates; empty when unknown.</param>
public readonly record struct EvictionContext(long Tick, ReadOnlyMemory<float> Relevance);
