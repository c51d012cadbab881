using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Who leaves the window at the end of an epoch, and what stays.</summary>
/// <remarks>
/// Terminates by construction: after a plan was carried out the window is at or below the low watermark, or nothing that could leave
/// is left in it beside what was asked for on behalf of the open question; and without a candidate there is no plan, so that an epoch never ends
/// twice in a row for nothing.
/// </remarks>
internal sealed class EvictionPlan
{
    private EvictionPlan(
        List<ContextItem> pinned, List<ContextItem> tail, List<ContextItem> leaving, int digestBudgetTokens)
    {
        Pinned = pinned;
        Tail = tail;
        Leaving = leaving;
        DigestBudgetTokens = digestBudgetTokens;
    }

    public List<ContextItem> Pinned { get; }

    public List<ContextItem> Tail { get; }

    public List<ContextItem> Leaving { get; }

    public int DigestBudgetTokens { get; }

    /// <summary>Gives the pages that may leave: neither pinned, nor the message that is being worked on, nor its newest tool results.</summary>
    public static List<ContextItem> FindCandidates(Residency residency)
    {
        var tail = residency.Layout.Tail;
        int openAt = FindOpenMessage(tail);
        var open = openAt < 0 ? null : tail[openAt];
        var newest = openAt >= 0 && tail.Count - 1 > openAt && IsNewestExchange(residency, tail[tail.Count - 1]) ? tail[tail.Count - 1] : null;
        var candidates = new List<ContextItem>(residency.Layout.Count);
        foreach (var item in residency.Layout.Pinned.Concat(tail))
        {
            if (!ReferenceEquals(item, open) && !ReferenceEquals(item, newest) && !IsPinned(residency, item))
            {
                candidates.Add(item);
            }
        }

        return candidates;
    }

    /// <summary>Chooses who leaves.</summary>
    /// <param name="residency">The window as it is.</param>
    /// <param name="candidates">Who may leave, in rendered order; at least one.</param>
    /// <param name="order">Indexes of the candidates, the first to leave first.</param>
    /// <param name="frameTokens">What instructions and tools take.</param>
    public static EvictionPlan Choose(
        Residency residency, IReadOnlyList<ContextItem> candidates, ReadOnlySpan<int> order, int frameTokens)
    {
        long candidateTokens = candidates.Sum(static item => (long)item.Tokens);
        int digestTokens = residency.Layout.Digest?.Tokens ?? 0;
        long irreducible = frameTokens + (long)residency.Layout.Tokens - digestTokens - candidateTokens;

        var leaving = new HashSet<ContextItem>(ReferenceEqualityComparer.Instance);
        var rest = new List<int>();
        var shown = new List<(int Index, int Rank)>();
        var unseen = new List<(int Index, int Rank)>();
        foreach (int index in order)
        {
            if (!residency.Layout.Awaited.TryFind(candidates[index].Page.Id, out int rank, out bool isShown))
            {
                rest.Add(index);
            }
            else
            {
                (isShown ? shown : unseen).Add((index, rank));
            }
        }

        // The digest may take its share, but never so much that what cannot leave no longer fits, and a quarter of its share where it would
        // take the place of what was asked for.
        int digestShare = residency.CountedShare(residency.Options.DigestShare);
        long room = residency.CountedShare(1) - irreducible;
        long awaited = unseen.Sum(page => (long)candidates[page.Index].Tokens);
        int digestBudget = (int)Math.Clamp(Math.Max(room - awaited, Math.Min(room, digestShare / 4)), 0, digestShare);
        long kept = irreducible + digestBudget + candidateTokens;

        // What was asked for and never shown would have come in vain; what was shown may still be needed for the answer.
        var options = residency.Options;
        kept = Take(residency, candidates, rest, leaving, kept, options.LowWatermark);
        kept = Take(residency, candidates, WorstFirst(shown), leaving, kept, (options.LowWatermark + options.HighWatermark) / 2);
        _ = Take(residency, candidates, WorstFirst(unseen), leaving, kept, options.HighWatermark);
        return Create(residency, leaving, digestBudget);
    }

    private static IEnumerable<int> WorstFirst(List<(int Index, int Rank)> found) =>
        found.OrderByDescending(static page => page.Rank).Select(static page => page.Index);

    private static long Take(
        Residency residency,
        IReadOnlyList<ContextItem> candidates,
        IEnumerable<int> order,
        HashSet<ContextItem> leaving,
        long keptTokens,
        double watermark)
    {
        foreach (int index in order)
        {
            if (!residency.Exceeds(keptTokens, watermark))
            {
                break;
            }

            leaving.Add(candidates[index]);
            keptTokens -= candidates[index].Tokens;
        }

        return keptTokens;
    }

    private static EvictionPlan Create(Residency residency, HashSet<ContextItem> leaving, int digestBudget)
    {
        // Pages pinned since the last epoch move up to the pinned region, those unpinned down to the tail. The message that is being
        // worked on stays where it is: moved up, it would stand before what was said earlier.
        int openAt = FindOpenMessage(residency.Layout.Tail);
        var open = openAt < 0 ? null : residency.Layout.Tail[openAt];
        var plan = new EvictionPlan([], new(residency.Layout.Count - leaving.Count), new(leaving.Count), digestBudget);
        foreach (var item in residency.Layout.Pinned.Concat(residency.Layout.Tail))
        {
            if (leaving.Contains(item))
            {
                plan.Leaving.Add(item);
            }
            else if (IsPinned(residency, item) && !ReferenceEquals(item, open))
            {
                plan.Pinned.Add(AsPinned(residency, item));
            }
            else
            {
                plan.Tail.Add(item);
            }
        }

        return plan;
    }

    // A pinned page stands as it was said, however it came back: what is rendered follows from what is pinned alone.
    private static ContextItem AsPinned(Residency residency, ContextItem item) =>
        item.IsRecalled ? residency.Window.CreateItem(item.Page, isRecalled: false) : item;

    private static bool IsPinned(Residency residency, ContextItem item) =>
        residency.Table.RowAt(residency.Table.Find(item.Page.Id)).IsPinned;

    // A model that does not see what its call gave calls again, for ever. Results too large to be kept beside the rest may leave.
    private static bool IsNewestExchange(Residency residency, ContextItem item) =>
        item is { IsRecalled: false, Page.Kind: PageKind.ToolExchange } && !residency.Exceeds(2L * item.Tokens, 1);

    // The user's newest message is what the process works on: without it, no answer makes sense.
    private static int FindOpenMessage(ContextItems tail)
    {
        for (int i = tail.Count - 1; i >= 0; i--)
        {
            if (IsQuestion(tail[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Tells whether an item is something that the user said just now, rather than what was brought back.</summary>
    public static bool IsQuestion(ContextItem item) =>
        item is { IsRecalled: false, Page.Kind: PageKind.Message } && item.Messages[0].Role == ChatRole.User;
}
