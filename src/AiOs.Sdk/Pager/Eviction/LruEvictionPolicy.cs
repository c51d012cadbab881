namespace AiOs;

/// <summary>Evicts the page that was not used for the longest time.</summary>
public sealed class LruEvictionPolicy : IEvictionPolicy
{
    /// <inheritdoc/>
    public string Name => "lru";

    /// <inheritdoc/>
    public IEvictionState CreateState() => new LruKEvictionState(historyLength: 1);
}
