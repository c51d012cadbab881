using System.Collections;

namespace AiOs;

/// <summary>Has summaries made of the pages that left the window, and appends them when they have come. Off the path of every turn.</summary>
/// <remarks>
/// <para>
/// What is to be done follows from the pages and the summaries there are, so that nothing is lost for good: a summary that was not kept before the memory
/// was closed, or that an erasure took along, is made at the end of the next epoch.
/// </para>
/// <para>
/// A summary is stored as a request is prepared, where digests are stored too, and not in the middle of a step: what a journal says about the pages
/// of a step stays true.
/// </para>
/// <para>Threads: one at a time, as the address space sees to.</para>
/// </remarks>
internal sealed class SummaryMaker(AddressSpace space, SummaryParts parts, Residency residency, RecallFeed recall) : IAsyncDisposable
{
    private readonly SummaryQueue _queue = new(parts, space.Store, residency.Window.Counter);
    private readonly BitArray _taken = new(0); // By position: covered, on their way, or given up.
    private bool _mustLookEverywhere = true;

    /// <summary>Queues summaries of the pages that just left, and of those that left earlier and still have none.</summary>
    public void Plan(IReadOnlyList<ContextItem> leaving)
    {
        int room = _queue.Room;
        var positions = _mustLookEverywhere
            ? FindEverywhere(room * parts.Options.MaxPages)
            : [.. leaving.Select(item => residency.Table.Find(item.Page.Id)).Where(IsWanted)];
        positions.Sort();
        var groups = positions.GroupBy(position => residency.Table.LabelAt(position))
            .SelectMany(group => group.Chunk(parts.Options.MaxPages).Select(chunk => (group.Key, Positions: chunk)))
            .ToList();
        var jobs = groups.Take(room).Select(group => CreateJob(group.Key, group.Positions)).ToList();
        _mustLookEverywhere |= groups.Count > room;
        foreach (var job in jobs)
        {
            Mark(job.Positions, isTaken: true);
        }

        _queue.Add(jobs);
    }

    /// <summary>Appends the summaries that have come. A store that fails loses none of them, and fails no request.</summary>
    public async ValueTask KeepAsync(CancellationToken cancellationToken)
    {
        foreach (var job in _queue.ListMade())
        {
            try
            {
                var page = job.Page ??= space.CreatePage(job.Draft!);
                await space.Store.AppendAsync(space.Name, [new PageAppended(page, IsPinned: false)], cancellationToken).ConfigureAwait(false);
                if (await FindErasedAsync(job, cancellationToken).ConfigureAwait(false) is { } erased)
                {
                    // Erased by another space that shares the page, between the making and the append: nothing of it may remain.
                    await space.Store.EraseAsync([erased], CancellationToken.None).ConfigureAwait(false);
                    Mark(job.Positions, isTaken: false);
                    _mustLookEverywhere = true;
                }
                else
                {
                    residency.AddRow(page, isPinned: false);
                    recall.Add(page);
                }

                _queue.Release(job);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                SummaryLog.SummaryNotStored(parts.Logger, job.Pages.Length, e);
            }
        }
    }

    /// <summary>Forgets what is being made of pages that are about to be erased. What else those summaries would have covered is looked for again.</summary>
    public void Forget(HashSet<int> positions)
    {
        var lost = positions.SelectMany(residency.Summaries.CoveredBy)
            .Concat(_queue.Forget([.. positions.Select(residency.Table.IdAt)]).SelectMany(static job => job.Positions));
        Mark(lost, isTaken: false);
        _mustLookEverywhere = true;
    }

    /// <summary>Waits until everything that was queued was tried.</summary>
    public Task RestAsync(CancellationToken cancellationToken) => _queue.RestAsync(cancellationToken);

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private List<int> FindEverywhere(int limit)
    {
        Mark(residency.Summaries.Summarized, isTaken: true);
        var found = new List<int>();
        int position = residency.Table.PositionCount - 1; // The newest first: they are asked about more often.
        for (; position >= 0 && found.Count < limit; position--)
        {
            if (IsWanted(position))
            {
                found.Add(position);
            }
        }

        _mustLookEverywhere = position >= 0;
        return found;
    }

    private bool IsWanted(int position)
    {
        if (position < 0 || residency.Table.IdAt(position) == default || (position < _taken.Length && _taken[position]))
        {
            return false;
        }

        var row = residency.Table.RowAt(position);
        return !row.IsResident && row.Kind != PageKind.Summary;
    }

    private void Mark(IEnumerable<int> positions, bool isTaken)
    {
        foreach (int position in positions)
        {
            if (position >= _taken.Length)
            {
                _taken.Length = Math.Max(position + 1, 2 * _taken.Length);
            }

            _taken[position] = isTaken;
        }
    }

    private SummaryJob CreateJob(SecurityLabel label, int[] positions) =>
        new(positions, [.. positions.Select(residency.Table.IdAt)], [.. FindElsewhere(label, positions)]);

    // Spread over the whole memory, and only under the same label: what may not be read together may not be weighed together.
    private IEnumerable<PageId> FindElsewhere(SecurityLabel label, int[] positions)
    {
        var covered = positions.ToHashSet();
        int count = residency.Table.PositionCount;
        int step = Math.Max(1, count / (2 * parts.Options.MaxPages));
        return Enumerable.Range(0, count / step).Select(i => i * step)
            .Where(position => !covered.Contains(position)
                && residency.Table.IdAt(position) != default
                && residency.Table.RowAt(position).Kind != PageKind.Summary
                && residency.Table.LabelAt(position).Equals(label))
            .Take(parts.Options.MaxPages)
            .Select(residency.Table.IdAt);
    }

    private async ValueTask<PageId?> FindErasedAsync(SummaryJob job, CancellationToken cancellationToken)
    {
        foreach (var id in job.Pages)
        {
            if (await space.Store.ReadAsync(id, cancellationToken).ConfigureAwait(false) is null)
            {
                return id;
            }
        }

        return null;
    }
}
