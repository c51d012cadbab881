namespace AiOs;

/// <summary>The addresses that searches gave, so that opening one of them says nothing that the search did not say already.</summary>
/// <remarks>Threads: every member may be called from any thread.</remarks>
internal sealed class FoundPages
{
    private const int MaxPages = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _byAge = new();

    public void Add(Uri url)
    {
        lock (_lock)
        {
            if (_known.Add(url.AbsoluteUri))
            {
                _byAge.Enqueue(url.AbsoluteUri);
                if (_byAge.Count > MaxPages)
                {
                    _known.Remove(_byAge.Dequeue());
                }
            }
        }
    }

    public bool Contains(Uri url)
    {
        lock (_lock)
        {
            return _known.Contains(url.AbsoluteUri);
        }
    }
}
