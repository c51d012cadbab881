namespace AiOs;

/// <summary>The addresses that searches gave, so that opening one of them says nothing that the search did not say already.</summary>
/// <remarks>Threads: every member may be called from any thread.</remarks>
internal sealed class FoundPages
{
    private const int MaxPages = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<string>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _newestLast = [];

    /// <summary>Adds an address; one that is found again is as new as one that was not known.</summary>
    public void Add(Uri url)
    {
        lock (_lock)
        {
            if (_known.Remove(url.AbsoluteUri, out var node))
            {
                _newestLast.Remove(node);
            }

            _known.Add(url.AbsoluteUri, _newestLast.AddLast(url.AbsoluteUri));
            if (_known.Count > MaxPages)
            {
                _known.Remove(_newestLast.First!.Value);
                _newestLast.RemoveFirst();
            }
        }
    }

    public bool Contains(Uri url)
    {
        lock (_lock)
        {
            return _known.ContainsKey(url.AbsoluteUri);
        }
    }
}
