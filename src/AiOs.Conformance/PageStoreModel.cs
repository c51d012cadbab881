namespace AiOs;

/// <summary>A page store too simple to be wrong: a list of entries a space.</summary>
internal sealed class PageStoreModel
{
    private const int Names = 24; // Few, so that pages are shared, appended twice, erased and appended again.

    private readonly Dictionary<string, List<PageLogEntry>> _logs = new(StringComparer.Ordinal);
    private readonly HashSet<PageId> _known = [];

    /// <summary>Says what an entry is, for comparisons that read well when they fail.</summary>
    public static string Describe(PageLogEntry entry) => entry switch
    {
        PageAppended appended => $"append {appended.PageId} pinned={appended.IsPinned}",
        PagePinned pinned => $"pin {pinned.PageId} {pinned.IsPinned}",
        _ => $"{entry.GetType().Name} {entry.PageId}: a replay gives appends and pins only",
    };

    public IReadOnlyList<PageLogEntry> Log(string space) => _logs.TryGetValue(space, out var log) ? log : [];

    public IReadOnlyList<PageLogEntry> DrawBatch(string space, Random random, Func<string, Page> create)
    {
        var batch = new List<PageLogEntry>();
        var pinned = PinsOf(space);
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            var page = create($"page {random.Next(Names)}");
            bool isPinned = random.Next(4) == 0;
            if (pinned.TryGetValue(page.Id, out bool was))
            {
                // A pin that changes nothing may or may not be logged; drawing none keeps the comparison exact.
                batch.Add(random.Next(2) == 0 ? new PagePinned(page.Id, pinned[page.Id] = !was) : new PageAppended(page, isPinned));
            }
            else
            {
                bool isStored = _logs.Values.Any(log => log.Any(e => e is PageAppended && e.PageId == page.Id));
                batch.Add(isStored && random.Next(2) == 0 ? new PageShared(page.Id, isPinned) : new PageAppended(page, isPinned));
                pinned[page.Id] = isPinned;
            }

            _known.Add(page.Id);
        }

        return batch;
    }

    public IReadOnlyList<PageId> DrawErasure(Random random) => [.. _known.Order().Where(_ => random.Next(8) == 0)];

    public void Append(string space, IReadOnlyList<PageLogEntry> batch)
    {
        if (!_logs.TryGetValue(space, out var log))
        {
            _logs.Add(space, log = []);
        }

        foreach (var entry in batch)
        {
            bool isHeld = log.Exists(e => e is PageAppended && e.PageId == entry.PageId);
            if (entry is PagePinned || !isHeld)
            {
                log.Add(entry is PageShared shared ? new PageAppended(Find(shared.PageId), shared.IsPinned) : entry);
            }
        }
    }

    public int Erase(IReadOnlyList<PageId> ids)
    {
        int erased = ids.Count(id => _logs.Values.Any(log => log.Exists(entry => entry.PageId == id)));
        foreach (var log in _logs.Values)
        {
            log.RemoveAll(entry => ids.Contains(entry.PageId));
        }

        return erased;
    }

    private Page Find(PageId id) =>
        _logs.Values.SelectMany(log => log).OfType<PageAppended>().First(entry => entry.PageId == id).Page;

    private Dictionary<PageId, bool> PinsOf(string space)
    {
        var pins = new Dictionary<PageId, bool>();
        foreach (var entry in Log(space))
        {
            pins[entry.PageId] = entry is PageAppended { IsPinned: true } or PagePinned { IsPinned: true };
        }

        return pins;
    }
}
