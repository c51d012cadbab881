namespace AiOs;

/// <summary>The memory of one process. Members take turns on a gate; what they do lies in the parts named after it.</summary>
internal sealed class AddressSpace : IAddressSpace
{
    private const string SummaryIndexSuffix = "\0summaries"; // Apart from every other space: no host names one so.
    private readonly PagerParts _parts;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly PagerCounters _counters = new();
    private readonly Residency _residency;
    private readonly RecallFeed _recall;
    private readonly EpochEnder _epochs;
    private readonly FaultHandler _faults;
    private readonly OpenSpaces _open;
    private readonly AttachedBlocks? _blocks;
    private readonly SummaryMaker? _summaries;
    private int _sequence;
    private bool _isDisposed;

    internal AddressSpace(string name, AddressSpaceOptions options, PagerParts parts, OpenSpaces open)
    {
        Name = name;
        _parts = parts;
        _open = open;
        _residency = new Residency(options.Window ?? parts.Window, options, parts.Policy, _counters);
        _recall = new RecallFeed(CreateIndex(name), () => CreateIndex(name + SummaryIndexSuffix));
        _summaries = parts.Summaries is { } summaries ? new SummaryMaker(this, summaries, _residency, _recall) : null;
        _epochs = new EpochEnder(this, _residency, _recall, _counters, _summaries);
        _faults = new FaultHandler(parts.Store, _residency, _recall, _counters);
        _blocks = options.SharedBlocks.Count == 0 ? null : new AttachedBlocks(parts.Blocks, options);
    }

    public string Name { get; }

    public IPageTable Table => _residency.Table;

    internal IPageStore Store => _parts.Store;

    public async ValueTask<IReadOnlyList<PageId>> AppendAsync(
        IReadOnlyList<PageDraft> drafts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        var ids = new PageId[drafts.Count];
        var added = new List<AppendedPage>(drafts.Count);
        var known = drafts.Count > 1 ? new HashSet<PageId>() : null;
        for (int i = 0; i < drafts.Count; i++)
        {
            var page = CreatePage(drafts[i], known);
            ids[i] = page.Id;
            if (_residency.Table.Find(page.Id) < 0 && known?.Add(page.Id) != false)
            {
                // Rendered before it is stored: what cannot be shown is refused whole.
                var item = IsVisible(page) ? _residency.Window.CreateItem(page, isRecalled: false) : null;
                added.Add(new AppendedPage(page, item, drafts[i].IsPinned, item is not null && IsStanding(drafts[i])));
            }
        }

        if (added.Count > 0)
        {
            var plan = PlanFor(added);
            await _recall.FlushIfFullAsync(cancellationToken).ConfigureAwait(false);
            await _parts.Store.AppendAsync(Name, EntriesOf(added, plan), cancellationToken).ConfigureAwait(false);
            Enter(added, plan);
        }

        return ids;
    }

    public async ValueTask<FaultResult> FaultAsync(FaultRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        return await _faults.FaultAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ResidentSet> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(request.FrameTokens, nameof(request));
        if (_blocks is not null)
        {
            await _blocks.RefreshAsync(this, cancellationToken).ConfigureAwait(false);
        }

        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        await LiftAsync(_residency.Standing.FindUnaffordable(request.FrameTokens), cancellationToken).ConfigureAwait(false);
        if (_summaries is not null)
        {
            await _summaries.KeepAsync(cancellationToken).ConfigureAwait(false);
        }

        var evicted = await _epochs.EndIfFullAsync(request, cancellationToken).ConfigureAwait(false);
        var resident = _residency.Layout.Give(evicted);
        return _residency.Standing.TakeReceipts() is { Count: > 0 } unpinned ? resident with { Unpinned = unpinned } : resident;
    }

    public async ValueTask PinAsync(PageId id, bool isPinned, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        int position = _residency.Table.Find(id);
        if (position < 0)
        {
            throw FaultHandler.NotFound(id);
        }

        if (_residency.Table.RowAt(position).IsPinned == isPinned)
        {
            if (isPinned && _residency.Standing.Contains(position))
            {
                // Confirmed: what was pinned by rule never gives way from now on.
                await _parts.Store.AppendAsync(Name, [new PagePinned(id, isPinned)], cancellationToken).ConfigureAwait(false);
                _residency.Standing.Remove(position);
            }

            return;
        }

        // A pinned page is always rendered, so one that was evicted comes back with its pin.
        var item = isPinned && !_residency.IsResident(position)
            ? await _faults.ReadItemAsync(position, isRecalled: _residency.Layout.IsGiven, supersededBy: null, cancellationToken).ConfigureAwait(false)
            : null;
        await _parts.Store.AppendAsync(Name, [new PagePinned(id, isPinned)], cancellationToken).ConfigureAwait(false);
        _residency.Table.SetPinned(position, isPinned);
        _residency.Standing.Remove(position);
        if (item is not null)
        {
            _residency.Enter(position, item, PageAccess.Faulted);
        }
    }

    public async ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        bool isAlone = _open.HasNoneBut(this);
        int erased;
        List<PageId> here;
        using (await EnterAsync(cancellationToken).ConfigureAwait(false))
        {
            here = [.. ids.Where(id => _residency.Table.Find(id) >= 0).Distinct()];
            if (here.Count == 0)
            {
                return 0;
            }

            erased = await _parts.Store.EraseAsync(here, cancellationToken).ConfigureAwait(false);
            isAlone &= _open.HasNoneBut(this); // Another may have been opened since, and have read what the store has now forgotten.

            // From here on nothing may stop half-way: the store has forgotten, so memory must too.
            await ForgetCoreAsync(here, CancellationToken.None).ConfigureAwait(false);
        }

        if (!isAlone)
        {
            try
            {
                await _open.ForgetElsewhereAsync(this, here).ConfigureAwait(false);
            }
            finally
            {
                // A digest of theirs may have been on its way while the store forgot. By now each of them has had its turn: none is any more.
                erased += await _parts.Store.EraseAsync(here, CancellationToken.None).ConfigureAwait(false);
            }
        }

        return erased;
    }

    public async ValueTask<AddressSpaceSnapshot> SnapshotAsync(CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        var table = _residency.Table;
        var layout = _residency.Layout;
        var pages = Enumerable.Range(0, table.PositionCount).Select(table.IdAt).Where(static id => id != default);
        // Those of the pinned region as they stand there, then those that were pinned since and still stand in the tail.
        var pinned = layout.Pinned.Select(static item => item.Page.Id).Where(id => table.RowAt(table.Find(id)).IsPinned)
            .Union(Enumerable.Range(0, table.PositionCount).Where(position => table.RowAt(position).IsPinned).Select(table.IdAt));
        return new AddressSpaceSnapshot(
            Name,
            [.. pages],
            [.. pinned],
            [.. layout.Tail.Select(static item => new ResidentPage(item.Page.Id, item.IsRecalled) { SupersededBy = item.SupersededBy })],
            layout.Digest?.Page.Id,
            layout.Epoch)
        {
            Standing = [.. _residency.Standing.Ids],
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _open.Remove(this);
                if (_summaries is not null)
                {
                    await _summaries.DisposeAsync().ConfigureAwait(false);
                }

                await _recall.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release(); // Not disposed of: a late caller gets an ObjectDisposedException from EnterAsync, not from the gate.
        }
    }

    /// <summary>Replays the log, and makes the newest pages resident.</summary>
    internal async ValueTask LoadAsync(Action<PageLogEntry>? read, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        var loader = new SpaceLoader(_parts.Store, _residency, _recall, _faults);
        _sequence = await loader.ReplayAsync(_parts.Store.ReplayAsync(Name, cancellationToken), IsVisible, read, cancellationToken)
            .ConfigureAwait(false);
        await loader.FillAsync(snapshot: null, cancellationToken).ConfigureAwait(false);
        await LiftAsync(_residency.Standing.FindExcess(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins with the pages of a snapshot, and makes resident what it names.</summary>
    /// <returns>False where a page was erased since it was read: the space is to be closed, and made again without it.</returns>
    internal async ValueTask<bool> TryRestoreAsync(AddressSpaceSnapshot snapshot, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        var loader = new SpaceLoader(_parts.Store, _residency, _recall, _faults);
        var log = new List<PageLogEntry>(snapshot.Pages.Count);
        _sequence = await loader.ReplayAsync(loader.ShareAsync(snapshot, log, cancellationToken), IsVisible, read: null, cancellationToken)
            .ConfigureAwait(false);
        await loader.FillAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var excess = _residency.Standing.FindExcess();
        log.AddRange(Unpinning(excess));

        // Last, and not to be called off: until then the name is as free as it was, and from then on the space is whole.
        cancellationToken.ThrowIfCancellationRequested();
        bool isWhole = await loader.TryAppendAsync(Name, log).ConfigureAwait(false);
        _residency.Standing.Lift(excess);
        return isWhole;
    }

    /// <summary>Waits until every summary that was asked for has been tried. It is stored as the next request is prepared.</summary>
    internal Task SummariesRestAsync(CancellationToken cancellationToken) => _summaries?.RestAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Forgets pages that another space has erased from the store that both share.</summary>
    internal async ValueTask ForgetAsync(IReadOnlyList<PageId> ids)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_isDisposed)
            {
                await ForgetCoreAsync(ids, CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes a page under a key that no page of this space has, unless the draft brings its own.</summary>
    internal Page CreatePage(PageDraft draft, HashSet<PageId>? alsoKnown = null)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var time = draft.Time ?? _parts.Time.GetUtcNow();
        while (true)
        {
            var page = Page.Create(draft, draft.Key ?? $"{Name}#{_sequence++}", time);
            bool isKnown = _residency.Table.Find(page.Id) >= 0 || alsoKnown?.Contains(page.Id) == true;
            if (!isKnown || draft.Key is not null)
            {
                return page;
            }
        }
    }

    private IRecallIndex CreateIndex(string name)
    {
        var index = _parts.Recall.Create(name);
        (index as ISharesPageIds)?.ShareIds(_residency.Table.Ids);
        return index;
    }

    private void Enter(List<AppendedPage> added, StandingPlan plan)
    {
        _residency.Standing.Lift(plan.GivingWay);
        foreach (var page in added)
        {
            if (page.Item is { } item)
            {
                bool isStanding = plan.Pins.Contains(item.Page.Id);
                int position = _residency.AddRow(item.Page, page.IsPinned || isStanding);
                _residency.Enter(position, item, PageAccess.Appended);
                _recall.Add(item.Page);
                if (isStanding)
                {
                    _residency.Standing.Add(position, item.Tokens);
                }
            }
        }

        _counters.Appended(added.Count);
    }

    private StandingPlan PlanFor(List<AppendedPage> added)
    {
        foreach (var page in added)
        {
            if (page.IsStanding && !page.IsPinned)
            {
                return _residency.Standing.PlanFor([.. added.Where(static a => a.IsStanding && !a.IsPinned).Select(static a => a.Item!)]);
            }
        }

        return StandingPlan.Nothing; // Which is most appends: they pay nothing for those that state something.
    }

    private List<PageLogEntry> EntriesOf(List<AppendedPage> added, StandingPlan plan)
    {
        var entries = new List<PageLogEntry>(added.Count);
        foreach (var page in added)
        {
            page.AddEntries(plan, entries);
        }

        entries.AddRange(Unpinning(plan.GivingWay));
        return entries;
    }

    private bool IsStanding(PageDraft draft) =>
        _residency.Options.PinsStandingStatements && StandingStatements.IsStanding(draft.Kind, draft.Label, draft.Messages);

    private IEnumerable<PageLogEntry> Unpinning(IReadOnlyList<int> positions) => positions.Count == 0
        ? []
        : positions.Select(position => new PagePinned(_residency.Table.IdAt(position), IsPinned: false));

    private async ValueTask LiftAsync(IReadOnlyList<int> positions, CancellationToken cancellationToken)
    {
        if (positions.Count > 0)
        {
            await _parts.Store.AppendAsync(Name, [.. Unpinning(positions)], cancellationToken).ConfigureAwait(false);
            _residency.Standing.Lift(positions);
        }
    }

    private async ValueTask ForgetCoreAsync(IReadOnlyList<PageId> ids, CancellationToken cancellationToken)
    {
        var positions = ids.Select(_residency.Table.Find).Where(static position => position >= 0).ToHashSet();
        if (positions.Count == 0)
        {
            return;
        }

        _residency.Summaries.Close(positions);
        _summaries?.Forget(positions);
        var erased = positions.Select(_residency.Table.IdAt).ToHashSet();
        await _recall.RemoveAsync(erased, cancellationToken).ConfigureAwait(false); // First: it looks ids up in the table.
        foreach (int position in positions)
        {
            _residency.Erase(position);
        }

        await _epochs.LayOutWithoutAsync(erased, cancellationToken).ConfigureAwait(false);
    }

    // A page that the reader may not read is stored, and shows nowhere: not in a render, a stub, a score or a count.
    private bool IsVisible(Page page) => page.Label.Readers.Contains(_residency.Options.Reader);

    private async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_isDisposed)
        {
            _gate.Release();
            throw new ObjectDisposedException(nameof(AddressSpace), $"The address space '{Name}' has been closed. Open it again.");
        }

        return new Turn(_gate);
    }

    /// <summary>One member's turn on the gate.</summary>
    private readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
