namespace AiOs;

/// <summary>Ends epochs: evicts down to the low watermark, leaves stubs behind, and lays the window out anew.</summary>
internal sealed class EpochEnder(AddressSpace space, Residency residency, RecallFeed recall, PagerCounters counters, SummaryMaker? summaries)
{
    private const int RelevantPages = 256;

    /// <summary>Ends the epoch when the window is above the high watermark and something can leave.</summary>
    /// <returns>A receipt for each page that left.</returns>
    public async ValueTask<IReadOnlyList<EvictionReceipt>> EndIfFullAsync(
        PrepareRequest request, CancellationToken cancellationToken)
    {
        long tokens = request.FrameTokens + (long)residency.Layout.Tokens;
        if (!residency.Exceeds(tokens, residency.Options.HighWatermark))
        {
            return [];
        }

        var candidates = EvictionPlan.FindCandidates(residency);
        if (candidates.Count == 0)
        {
            return []; // Only what may never leave is left; whether that fits is for the window to prove.
        }

        await recall.FlushAsync(cancellationToken).ConfigureAwait(false); // What leaves must be found again.
        var relevance = await FindRelevanceAsync(request.Goal, candidates, cancellationToken).ConfigureAwait(false);
        int[] order = new int[candidates.Count];
        residency.Rank(Describe(candidates), relevance, order);
        var plan = EvictionPlan.Choose(residency, candidates, order, request.FrameTokens);
        return await CarryOutAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lays the window out without pages that were erased.</summary>
    public async ValueTask LayOutWithoutAsync(HashSet<PageId> erased, CancellationToken cancellationToken)
    {
        var layout = residency.Layout;
        var digest = layout.Digest;
        bool losesDigest = digest is not null && erased.Contains(digest.Page.Id);
        bool Names(ContextItem item) => erased.Contains(item.Page.Id) || (item.SupersededBy is { } newer && erased.Contains(newer));
        if (!losesDigest && !layout.Pinned.Concat(layout.Tail).Any(Names))
        {
            return;
        }

        // First without any digest: should the store not give the older one, what was erased is gone from the window all the same.
        residency.Replace(
            [.. layout.Pinned.Where(item => !erased.Contains(item.Page.Id))],
            losesDigest ? null : digest,
            [.. layout.Tail.Where(item => !erased.Contains(item.Page.Id))
                .Select(item => Names(item) ? residency.Render(item.Page, item.IsRecalled, supersededBy: null) : item)],
            leaving: [],
            beginsEpoch: layout.IsGiven);
        if (losesDigest && residency.Summaries.NewestDigest is >= 0 and var newest)
        {
            // Digests form a chain, so the newest that is left covers nothing that was erased.
            var page = await space.Store.ReadAsync(residency.Table.IdAt(newest), cancellationToken).ConfigureAwait(false);
            digest = page is null ? null : residency.Window.CreateItem(page, isRecalled: false);
            residency.Replace([.. layout.Pinned], digest, layout.Tail, leaving: [], beginsEpoch: false);
        }
    }

    private async ValueTask<IReadOnlyList<EvictionReceipt>> CarryOutAsync(
        EvictionPlan plan, CancellationToken cancellationToken)
    {
        var digest = WriteDigest(plan);
        if (digest is not null)
        {
            // Durable before it is shown; if this fails, nothing has changed.
            await space.Store.AppendAsync(space.Name, [new PageAppended(digest.Page, IsPinned: false)], cancellationToken)
                .ConfigureAwait(false);
            residency.AddRow(digest.Page, isPinned: false);
        }

        residency.Replace(plan.Pinned, digest, plan.Tail, plan.Leaving, beginsEpoch: true);
        counters.Evicted(plan.Leaving.Count);
        counters.EpochEnded();
        summaries?.Plan(plan.Leaving);
        var covering = digest?.Page.Id ?? default;
        return [.. plan.Leaving.Select(item =>
            new EvictionReceipt(item.Page.Id, item.Tokens, residency.Layout.Epoch, covering))];
    }

    private ContextItem? WriteDigest(EvictionPlan plan)
    {
        var writer = new DigestWriter(residency.Window);
        var previous = residency.Layout.Digest?.Page;

        // Counts of lines add up only about: where the whole takes more than the budget, less is written.
        for (int budget = plan.DigestBudgetTokens; budget > 0; budget = budget * 3 / 4)
        {
            if (writer.Write(plan.Leaving, previous, budget) is not { } draft)
            {
                return null;
            }

            var item = residency.Window.CreateItem(space.CreatePage(draft), isRecalled: false);
            if (item.Tokens <= plan.DigestBudgetTokens)
            {
                return item;
            }
        }

        return null;
    }

    private async ValueTask<ReadOnlyMemory<float>> FindRelevanceAsync(
        string goal, List<ContextItem> candidates, CancellationToken cancellationToken)
    {
        if (goal.Length == 0)
        {
            return default;
        }

        var indexes = new Dictionary<PageId, int>(candidates.Count);
        for (int i = 0; i < candidates.Count; i++)
        {
            indexes.Add(candidates[i].Page.Id, i);
        }

        var hits = await recall.SearchAsync(
            new RecallQuery
            {
                Text = goal,
                Limit = Math.Min(RelevantPages, candidates.Count),
                Among = indexes.Keys,
                Reader = residency.Options.Reader,
            },
            cancellationToken).ConfigureAwait(false);
        float[] relevance = new float[candidates.Count];
        double best = hits.Count == 0 ? 0 : hits[0].Score;
        foreach (var hit in hits)
        {
            relevance[indexes[hit.Id]] = best > 0 ? (float)Math.Clamp(hit.Score / best, 0, 1) : 0;
        }

        return relevance;
    }

    private EvictionCandidate[] Describe(List<ContextItem> candidates) => [.. candidates.Select(item =>
        new EvictionCandidate(
            item.Page.Id, item.Page.Kind, item.Tokens, residency.Table.Find(item.Page.Id), item.IsRecalled))];
}
