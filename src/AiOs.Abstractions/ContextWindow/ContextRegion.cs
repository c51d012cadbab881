namespace AiOs;

/// <summary>The parts of a window, in the order in which they are rendered.</summary>
public enum ContextRegion
{
    /// <summary>Instructions, schemas of tools and of the answer, and the request's own overhead.</summary>
    Frame = 0,

    /// <summary>Pinned pages.</summary>
    Pinned = 1,

    /// <summary>The digest of what was evicted, with stubs.</summary>
    Digest = 2,

    /// <summary>The tail: only ever appended to within an epoch.</summary>
    Tail = 3,
}
