namespace AiOs;

/// <summary>What happened to a page, as an eviction policy sees it.</summary>
public enum PageAccess
{
    /// <summary>Appended to the space, and resident.</summary>
    Appended = 0,

    /// <summary>Brought back before anybody asked, because it seemed to matter.</summary>
    Prefetched = 1,

    /// <summary>Brought back, or asked for again while resident, by the model or the host.</summary>
    Faulted = 2,

    /// <summary>Evicted: no longer resident, still known.</summary>
    Evicted = 3,

    /// <summary>Erased: must not be remembered at all.</summary>
    Erased = 4,
}
