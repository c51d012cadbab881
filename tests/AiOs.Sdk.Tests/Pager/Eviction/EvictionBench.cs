namespace AiOs;

/// <summary>A policy's state with pages that are numbered.</summary>
internal static class EvictionBench
{
    public static PageId IdOf(int page) => PageId.Of(BitConverter.GetBytes(page));

    /// <summary>Records the same thing of several pages, one after the other.</summary>
    /// <returns>The tick after the last one.</returns>
    public static long Record(IEvictionState state, long tick, PageAccess access, params IEnumerable<int> pages)
    {
        foreach (int page in pages)
        {
            state.Record(IdOf(page), access, tick++);
        }

        return tick;
    }

    /// <summary>Ranks pages of one kind and size, which stand in the given order: the first to leave first.</summary>
    public static int[] Rank(IEvictionState state, long tick, params int[] pages)
    {
        EvictionCandidate[] candidates = [.. pages.Select((page, i) => new EvictionCandidate(IdOf(page), PageKind.Message, 10, i, false))];
        return [.. Rank(state, tick, candidates).Select(index => pages[index])];
    }

    public static int[] Rank(IEvictionState state, long tick, EvictionCandidate[] candidates, ReadOnlyMemory<float> relevance = default)
    {
        int[] order = new int[candidates.Length];
        state.Rank(candidates, new EvictionContext(tick, relevance), order);
        return order;
    }
}
