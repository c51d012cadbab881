namespace AiOs;

/// <summary>Who leaves when a window without prefetch is full.</summary>
internal enum DemandPolicy
{
    /// <summary>The oldest; what left stays away.</summary>
    SlidingWindow = 0,

    /// <summary>The one used longest ago; what a question needed comes back after it was asked.</summary>
    Lru = 1,

    /// <summary>The one used again last: the oracle.</summary>
    Min = 2,
}
