namespace AiOs;

/// <summary>The pins of one address space that rules set, rather than the host: bounded, and the first to give way.</summary>
/// <remarks>
/// <para>
/// A log says which they are without an entry of its own: the page was pinned by its append, no pin entry followed, and its words are a
/// standing statement. Whoever pins a page outright writes the entry, and its pin never gives way.
/// </para>
/// <para>Threads: one at a time, as the address space sees to.</para>
/// </remarks>
internal sealed class StandingPins(Residency residency)
{
    private readonly SortedDictionary<int, int> _tokensByPosition = []; // In the order of the appends: the oldest first.
    private readonly List<PageId> _lifted = [];

    public IEnumerable<PageId> Ids => _tokensByPosition.Keys.Select(residency.Table.IdAt);

    public bool Contains(int position) => _tokensByPosition.ContainsKey(position);

    public void Add(int position, int tokens) => _tokensByPosition[position] = tokens;

    public void Remove(int position) => _tokensByPosition.Remove(position);

    /// <summary>Chooses which pages of an append are pinned, and which older pins give way to them.</summary>
    /// <param name="coming">The pages that hold standing statements, in order. What is larger than the whole share is not pinned.</param>
    public StandingPlan PlanFor(IReadOnlyList<ContextItem> coming)
    {
        int share = residency.CountedShare(residency.Options.StandingShare);
        var pins = new List<ContextItem>();
        long left = share;
        for (int i = coming.Count - 1; i >= 0 && coming[i].Tokens <= left; i--)
        {
            pins.Add(coming[i]);
            left -= coming[i].Tokens;
        }

        return new StandingPlan([.. pins.Select(static item => item.Page.Id)], pins.Count == 0 ? [] : OldestAbove(left));
    }

    /// <summary>Gives the pins that are too much for the share, as after opening in a smaller window.</summary>
    public IReadOnlyList<int> FindExcess() => OldestAbove(residency.CountedShare(residency.Options.StandingShare));

    /// <summary>Gives the pins that must go so that what can never leave stays provable.</summary>
    /// <remarks>Measured at the high watermark: above it every request would end an epoch, and above 1 none could be rendered.</remarks>
    public IReadOnlyList<int> FindUnaffordable(int frameTokens)
    {
        long tokens = frameTokens + (long)residency.Layout.Tokens;
        if (_tokensByPosition.Count == 0 || !residency.Exceeds(tokens, residency.Options.HighWatermark))
        {
            return [];
        }

        long stuck = tokens - (residency.Layout.Digest?.Tokens ?? 0)
            - EvictionPlan.FindCandidates(residency).Sum(static item => (long)item.Tokens);
        var going = new List<int>();
        foreach (var (position, pinTokens) in _tokensByPosition)
        {
            if (!residency.Exceeds(stuck, residency.Options.HighWatermark))
            {
                break;
            }

            going.Add(position);
            stuck -= pinTokens;
        }

        return going;
    }

    /// <summary>Makes ordinary pages of pinned ones; the log says so already.</summary>
    public void Lift(IReadOnlyList<int> positions)
    {
        foreach (int position in positions)
        {
            residency.Table.SetPinned(position, isPinned: false);
            _tokensByPosition.Remove(position);
            _lifted.Add(residency.Table.IdAt(position));
        }
    }

    /// <summary>Gives a receipt for each pin that gave way since the last call.</summary>
    public IReadOnlyList<PageId> TakeReceipts()
    {
        if (_lifted.Count == 0)
        {
            return [];
        }

        PageId[] receipts = [.. _lifted.Where(id => residency.Table.Find(id) >= 0)];
        _lifted.Clear();
        return receipts;
    }

    private List<int> OldestAbove(long allowedTokens)
    {
        long tokens = _tokensByPosition.Values.Sum(static t => (long)t);
        var going = new List<int>();
        foreach (var (position, pinTokens) in _tokensByPosition)
        {
            if (tokens <= allowedTokens)
            {
                break;
            }

            going.Add(position);
            tokens -= pinTokens;
        }

        return going;
    }
}
