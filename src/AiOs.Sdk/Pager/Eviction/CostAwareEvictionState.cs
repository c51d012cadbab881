namespace AiOs;

/// <summary>How often and how lately each page was used, with a bounded memory of pages that were evicted.</summary>
internal sealed class CostAwareEvictionState : IEvictionState
{
    private const double HalfLifeUses = 64;
    private const double FrequencyWeight = 0.35;
    private const double RelevanceWeight = 1.0;
    private const int MaxGhosts = 4_096;
    private readonly Dictionary<PageId, (long LastTick, int Uses)> _resident = [];
    private readonly Dictionary<PageId, int> _ghostUses = [];
    private readonly RecencyList _ghosts = new();

    public void Record(PageId id, PageAccess access, long tick)
    {
        switch (access)
        {
            case PageAccess.Erased:
                _resident.Remove(id);
                ForgetGhost(id);
                break;
            case PageAccess.Evicted:
                if (_resident.Remove(id, out var left))
                {
                    Remember(id, left.Uses);
                }

                break;
            default:
                int before = _resident.TryGetValue(id, out var use) ? use.Uses : ForgetGhost(id);
                _resident[id] = (tick, before + (access == PageAccess.Appended ? 0 : 1));
                break;
        }
    }

    public void Rank(ReadOnlySpan<EvictionCandidate> candidates, EvictionContext context, Span<int> order)
    {
        var worths = new (double Worth, long Position)[candidates.Length];
        var relevance = context.Relevance.Span;
        for (int i = 0; i < candidates.Length; i++)
        {
            double fit = relevance.IsEmpty ? 0 : relevance[i];
            worths[i] = (WorthOf(candidates[i], context.Tick, fit), candidates[i].Position);
            order[i] = i;
        }

        order.Sort((a, b) => worths[a].CompareTo(worths[b]));
    }

    private double WorthOf(EvictionCandidate candidate, long tick, double relevance)
    {
        var (last, uses) = _resident.GetValueOrDefault(candidate.Id);
        double recency = Math.Pow(2, -(tick - last) / HalfLifeUses);
        double worth = recency + (FrequencyWeight * Math.Log2(1 + uses)) + (RelevanceWeight * relevance) + ImportanceOf(candidate.Kind);
        return worth / Math.Sqrt(Math.Max(1, candidate.Tokens));
    }

    // What was said matters longest; what a tool gave can be asked for again, and is the largest.
    private static double ImportanceOf(PageKind kind) => kind switch
    {
        PageKind.Message => 0.3,
        PageKind.Summary => 0.2,
        PageKind.Document => 0.1,
        _ => 0,
    };

    private void Remember(PageId id, int uses)
    {
        if (uses == 0)
        {
            return; // Nobody asked for it: there is nothing to remember.
        }

        if (_ghosts.Count == MaxGhosts)
        {
            ForgetGhost(_ghosts.Oldest);
        }

        _ghosts.Touch(id);
        _ghostUses[id] = uses;
    }

    private int ForgetGhost(PageId id)
    {
        _ghosts.Remove(id);
        return _ghostUses.Remove(id, out int uses) ? uses : 0;
    }
}
