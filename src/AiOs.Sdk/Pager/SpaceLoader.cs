using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Rebuilds an address space from its log.</summary>
internal sealed class SpaceLoader(IPageStore store, Residency residency, RecallFeed recall, FaultHandler faults)
{
    private readonly HashSet<PageId> _pinnedOutright = [];

    /// <summary>Replays a log into the page table and the recall index.</summary>
    /// <returns>How many pages the log holds, visible or not.</returns>
    public async ValueTask<int> ReplayAsync(
        IAsyncEnumerable<PageLogEntry> log, Func<Page, bool> isVisible, Action<PageLogEntry>? read, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (var entry in log.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            read?.Invoke(entry);
            if (entry is PageAppended appended)
            {
                count++;
                if (isVisible(appended.Page))
                {
                    residency.AddRow(appended.Page, appended.IsPinned);
                    recall.Add(appended.Page);
                    await recall.FlushIfFullAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            else if (entry is PagePinned pin && residency.Table.Find(pin.PageId) is >= 0 and var position)
            {
                residency.Table.SetPinned(position, pin.IsPinned);
                _ = pin.IsPinned ? _pinnedOutright.Add(pin.PageId) : _pinnedOutright.Remove(pin.PageId);
            }
        }

        return count;
    }

    /// <summary>Gives the log that a space with the pages of a snapshot begins with, as a replay would, without those that are gone.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="shares">Receives what is to be appended for it.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<PageLogEntry> ShareAsync(
        AddressSpaceSnapshot snapshot, List<PageLogEntry> shares, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pinned = snapshot.Pinned.ToHashSet();
        var standing = snapshot.Standing.ToHashSet();
        foreach (var id in snapshot.Pages.Distinct())
        {
            if (await store.ReadAsync(id, cancellationToken).ConfigureAwait(false) is not { } page)
            {
                continue;
            }

            bool isPinned = pinned.Contains(id);
            shares.Add(new PageShared(id, isPinned));
            yield return new PageAppended(page, isPinned);
            if (isPinned && !standing.Contains(id))
            {
                var outright = new PagePinned(id, IsPinned: true); // Not to be taken for a pin by rule.
                shares.Add(outright);
                yield return outright;
            }
        }
    }

    /// <summary>Writes the log that a space begins with.</summary>
    /// <returns>False where a page that it shares was erased since it was read.</returns>
    public async ValueTask<bool> TryAppendAsync(string space, List<PageLogEntry> log)
    {
        try
        {
            if (log.Count > 0)
            {
                await store.AppendAsync(space, log, CancellationToken.None).ConfigureAwait(false);
            }

            return true;
        }
        catch (ArgumentException)
        {
            if (await HasAllAsync(log.OfType<PageShared>()).ConfigureAwait(false))
            {
                throw; // Whatever else the store refuses stays refused.
            }

            return false;
        }
    }

    /// <summary>Makes pages resident: the pinned ones, and what a snapshot names or else the newest that fit.</summary>
    public async ValueTask FillAsync(AddressSpaceSnapshot? snapshot, CancellationToken cancellationToken)
    {
        var pinned = await ReadAsync(FindPinned(snapshot), cancellationToken).ConfigureAwait(false);
        var digest = await ReadDigestAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var tail = snapshot is null
            ? await ReadNewestAsync(pinned.Sum(static p => p.Item.Tokens) + (digest?.Tokens ?? 0), cancellationToken)
                .ConfigureAwait(false)
            : await ReadAsync(FindTail(snapshot), cancellationToken).ConfigureAwait(false);
        foreach (var (position, item) in pinned.Concat(tail))
        {
            residency.Enter(position, item, PageAccess.Appended);
            if (IsPinnedByRule(position, item.Page))
            {
                residency.Standing.Add(position, item.Tokens);
            }
        }

        residency.Replace(
            [.. pinned.Select(static p => p.Item)], digest, [.. tail.Select(static t => t.Item)], leaving: [], beginsEpoch: false);
        residency.Layout.Restart(snapshot?.Epoch ?? 0);
    }

    private async ValueTask<bool> HasAllAsync(IEnumerable<PageShared> shares)
    {
        foreach (var share in shares)
        {
            if (await store.ReadAsync(share.PageId, CancellationToken.None).ConfigureAwait(false) is null)
            {
                return false;
            }
        }

        return true;
    }

    // Whatever the options say now: pins that rules set earlier are still the first to give way.
    private bool IsPinnedByRule(int position, Page page) =>
        residency.Table.RowAt(position).IsPinned && !_pinnedOutright.Contains(page.Id)
        && StandingStatements.IsStanding(page.Kind, page.Label, page.GetMessages());

    private IEnumerable<ResidentPage> FindPinned(AddressSpaceSnapshot? snapshot)
    {
        // A page that was pinned in the middle of the snapshot's epoch still stands in its tail.
        var inTail = snapshot?.Resident.Select(static page => page.Id).ToHashSet() ?? [];
        var pinned = snapshot?.Pinned.Where(id => residency.Table.Find(id) >= 0)
            ?? Enumerable.Range(0, residency.Table.PositionCount)
                .Where(position => residency.Table.RowAt(position).IsPinned && !IsNewestMessage(position)).Select(residency.Table.IdAt);
        return pinned.Where(id => !inTail.Contains(id)).Select(static id => new ResidentPage(id, IsRecalled: false));
    }

    private IEnumerable<ResidentPage> FindTail(AddressSpaceSnapshot snapshot) =>
        snapshot.Resident.Where(page => residency.Table.Find(page.Id) >= 0);

    private async ValueTask<List<(int Position, ContextItem Item)>> ReadAsync(
        IEnumerable<ResidentPage> pages, CancellationToken cancellationToken)
    {
        var items = new List<(int, ContextItem)>();
        foreach (var resident in pages)
        {
            if (await store.ReadAsync(resident.Id, cancellationToken).ConfigureAwait(false) is { } page)
            {
                items.Add((residency.Table.Find(resident.Id), residency.Render(page, resident.IsRecalled, resident.SupersededBy)));
            }
        }

        return items;
    }

    private async ValueTask<ContextItem?> ReadDigestAsync(AddressSpaceSnapshot? snapshot, CancellationToken cancellationToken)
    {
        int position = snapshot is null
            ? residency.Summaries.NewestDigest
            : snapshot.Digest is { } id ? residency.Summaries.DigestUpTo(residency.Table.Find(id)) : -1; // Where a summary came after it.
        var page = position < 0
            ? null
            : await store.ReadAsync(residency.Table.IdAt(position), cancellationToken).ConfigureAwait(false);
        return page is null ? null : residency.Window.CreateItem(page, isRecalled: false);
    }

    // Pinned or not, the newest message ends the request, as it did before the space was closed.
    private bool IsNewestMessage(int position) =>
        position == residency.Table.PositionCount - 1 && residency.Table.RowAt(position).Kind == PageKind.Message;

    // An unbroken run of the newest pages, up to where an eviction would have stopped.
    private async ValueTask<List<(int Position, ContextItem Item)>> ReadNewestAsync(
        long tokens, CancellationToken cancellationToken)
    {
        var items = new List<(int Position, ContextItem Item)>();
        for (int position = residency.Table.PositionCount - 1; position >= 0; position--)
        {
            var row = residency.Table.RowAt(position);
            if ((row.IsPinned && !IsNewestMessage(position)) || row.Kind == PageKind.Summary)
            {
                continue;
            }

            var item = await faults.FindItemAsync(position, isRecalled: false, supersededBy: null, cancellationToken).ConfigureAwait(false);
            if (item is null)
            {
                continue; // Another space erased it since the log was read; this one is told as soon as it is open.
            }

            tokens += item.Tokens;
            if (!row.IsPinned && residency.Exceeds(tokens, residency.Options.LowWatermark))
            {
                break;
            }

            items.Add((position, item));
        }

        items.Reverse();
        return items;
    }
}
