namespace AiOs;

/// <summary>The pages that were asked for on behalf of the open question: until it is answered they leave last, the best find last of all.</summary>
/// <remarks>
/// Whoever asked was told that they are in view. In a small window the answer to one call would otherwise throw out what the call
/// before brought in, and a model would ask for the same two things for ever.
/// </remarks>
internal sealed class AwaitedPages
{
    private readonly Dictionary<PageId, (int Rank, bool IsShown)> _pages = [];

    /// <summary>Takes note that a page was asked for, and is in the window.</summary>
    /// <param name="id">The page.</param>
    /// <param name="rank">Its place among what was found, 0 for the best. The newest fault decides.</param>
    public void Add(PageId id, int rank) => _pages[id] = (rank, false);

    public void Remove(PageId id) => _pages.Remove(id);

    /// <summary>Finds the rank of a page that was asked for.</summary>
    /// <returns>Whether it was; and if so, whether a request has shown it since.</returns>
    public bool TryFind(PageId id, out int rank, out bool isShown)
    {
        bool isFound = _pages.TryGetValue(id, out var page);
        (rank, isShown) = page;
        return isFound;
    }

    /// <summary>Takes note that a request shows everything that is in the window.</summary>
    public void Show()
    {
        foreach (var (id, page) in _pages)
        {
            _pages[id] = (page.Rank, true); // Changing a value does not disturb the enumeration.
        }
    }

    /// <summary>Begins a new question. What no request has shown yet was prefetched for it.</summary>
    public void BeginQuestion()
    {
        foreach (var (id, page) in _pages)
        {
            if (page.IsShown)
            {
                _pages.Remove(id);
            }
        }
    }
}
