namespace AiOs;

/// <summary>Evicts the page whose last but one use is the longest ago, so that one look at a page does not keep it.</summary>
/// <remarks>Source: O'Neil, O'Neil and Weikum, "The LRU-K page replacement algorithm", SIGMOD 1993, with K = 2.</remarks>
public sealed class LruKEvictionPolicy : IEvictionPolicy
{
    /// <inheritdoc/>
    public string Name => "lru-2";

    /// <inheritdoc/>
    public IEvictionState CreateState() => new LruKEvictionState(historyLength: 2);
}
