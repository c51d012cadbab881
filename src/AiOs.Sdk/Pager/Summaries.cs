namespace AiOs;

/// <summary>Which pages the summaries of one address space cover, by position, so that an erasure finds every summary of what it erases.</summary>
internal sealed class Summaries
{
    private readonly Dictionary<int, (int First, int End)[]> _covers = []; // As runs: what leaves together mostly stood together.
    private readonly List<int> _digests = [];

    /// <summary>Gets the position of the newest digest that the pager made, or -1.</summary>
    public int NewestDigest => _digests.Count == 0 ? -1 : _digests[^1];

    /// <summary>Gets the positions that summaries cover, digests aside.</summary>
    public IEnumerable<int> Summarized => _covers.Keys.SelectMany(CoveredBy);

    /// <summary>Gets the newest digest at a position or before it, or -1.</summary>
    public int DigestUpTo(int position)
    {
        int index = _digests.FindLastIndex(digest => digest <= position);
        return index < 0 ? -1 : _digests[index];
    }

    /// <summary>Gives what a summary covers; nothing for a digest, and for what is no summary.</summary>
    public IEnumerable<int> CoveredBy(int position) => !_digests.Contains(position) && _covers.TryGetValue(position, out var runs)
        ? runs.SelectMany(static run => Enumerable.Range(run.First, run.End - run.First))
        : [];

    public void Add(int position, IEnumerable<int> covers, bool isDigest)
    {
        _covers[position] = RunsOf(covers);
        if (isDigest)
        {
            _digests.Add(position);
        }
    }

    public void Remove(int position)
    {
        if (_covers.Remove(position))
        {
            _digests.Remove(position);
        }
    }

    /// <summary>Adds every summary that covers one of the positions, and every summary of those.</summary>
    public void Close(HashSet<int> positions)
    {
        // A summary only covers pages that stood before it, so one pass in the order of positions reaches everything.
        foreach (var (summary, runs) in _covers.OrderBy(static pair => pair.Key))
        {
            if (Array.Exists(runs, run => Touches(run.First, run.End, positions)))
            {
                positions.Add(summary);
            }
        }
    }

    private static bool Touches(int first, int end, HashSet<int> positions) => end - first < positions.Count
        ? Enumerable.Range(first, end - first).Any(positions.Contains)
        : positions.Any(position => position >= first && position < end);

    private static (int First, int End)[] RunsOf(IEnumerable<int> positions)
    {
        var runs = new List<(int First, int End)>();
        foreach (int position in positions)
        {
            Add(runs, position, position + 1);
        }

        var ordered = new List<(int First, int End)>(runs.Count);
        foreach (var (first, end) in runs.Order()) // Mostly it is so already.
        {
            Add(ordered, first, end);
        }

        return [.. ordered];
    }

    private static void Add(List<(int First, int End)> runs, int first, int end)
    {
        if (runs.Count > 0 && runs[^1].End == first)
        {
            runs[^1] = (runs[^1].First, end);
        }
        else
        {
            runs.Add((first, end));
        }
    }
}
