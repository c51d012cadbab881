namespace AiOs;

/// <summary>Balances recency against frequency, and learns the balance from what it evicted too early.</summary>
/// <remarks>
/// Source: Megiddo and Modha, "ARC: a self-tuning, low overhead replacement cache", FAST 2003. A window evicts many pages of
/// different sizes at once, so the state ranks all of them by asking ARC's rule again and again.
/// </remarks>
public sealed class ArcEvictionPolicy : IEvictionPolicy
{
    /// <inheritdoc/>
    public string Name => "arc";

    /// <inheritdoc/>
    public IEvictionState CreateState() => new ArcEvictionState();
}
