namespace AiOs;

/// <summary>What an eviction policy remembers of one address space.</summary>
/// <remarks>Threads: not safe for use from several threads at once; the address space calls it from one at a time.</remarks>
public interface IEvictionState
{
    /// <summary>Takes note that a page was used, or stopped being known.</summary>
    /// <param name="id">The page.</param>
    /// <param name="access">What happened to it.</param>
    /// <param name="tick">A count of all accesses so far; only ever grows.</param>
    void Record(PageId id, PageAccess access, long tick);

    /// <summary>Orders candidates for eviction.</summary>
    /// <param name="candidates">The resident pages that may leave, in rendered order.</param>
    /// <param name="context">What else there is to know.</param>
    /// <param name="order">
    /// Receives the indexes of all candidates, each once, the first to leave first; its length is that of candidates.
    /// </param>
    void Rank(ReadOnlySpan<EvictionCandidate> candidates, EvictionContext context, Span<int> order);
}
