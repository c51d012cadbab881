namespace AiOs;

/// <summary>What a model costs, in US dollars for a million tokens.</summary>
/// <param name="Input">For input.</param>
/// <param name="CachedInput">For input that repeats a cached prefix.</param>
/// <param name="Output">For output.</param>
public sealed record ModelPrice(decimal Input, decimal CachedInput, decimal Output);
