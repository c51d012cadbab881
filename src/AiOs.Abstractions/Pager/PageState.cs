namespace AiOs;

/// <summary>Where a page is.</summary>
public enum PageState
{
    /// <summary>In the store only, to be faulted in.</summary>
    Evicted = 0,

    /// <summary>In the window.</summary>
    Resident = 1,

    /// <summary>In the window for good.</summary>
    Pinned = 2,
}
