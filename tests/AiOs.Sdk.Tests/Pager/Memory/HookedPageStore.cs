using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>A store in memory that lets a test do something between two steps of whoever uses it. Each hook runs once.</summary>
internal sealed class HookedPageStore : IPageStore
{
    public MemoryPageStore Inner { get; } = new();

    /// <summary>Gets how often the log of a space was read.</summary>
    public int Replays { get; private set; }

    /// <summary>Gets or sets what happens before the next append that has an entry of some kind.</summary>
    public (Func<PageLogEntry, bool> Which, Func<Task> Do)? BeforeAppend { get; set; }

    /// <summary>Gets or sets what happens once the next append is done, before its caller knows.</summary>
    public Func<Task>? AfterAppend { get; set; }

    /// <summary>Gets or sets what happens once the next replay has given its last entry.</summary>
    public Func<Task>? AfterReplay { get; set; }

    /// <summary>Gets or sets what happens before the next erasure.</summary>
    public Func<Task>? BeforeErase { get; set; }

    /// <summary>Gets or sets what happens once the next erasure is done, before its caller knows.</summary>
    public Func<Task>? AfterErase { get; set; }

    public async ValueTask AppendAsync(string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default)
    {
        if (BeforeAppend is { } hook && entries.Any(hook.Which))
        {
            BeforeAppend = null;
            await hook.Do();
        }

        await Inner.AppendAsync(space, entries, cancellationToken);
        if (AfterAppend is { } after)
        {
            AfterAppend = null;
            await after();
        }
    }

    public ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default) => Inner.ReadAsync(id, cancellationToken);

    public async IAsyncEnumerable<PageLogEntry> ReplayAsync(string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Replays++;
        await foreach (var entry in Inner.ReplayAsync(space, cancellationToken))
        {
            yield return entry;
        }

        if (AfterReplay is { } hook)
        {
            AfterReplay = null;
            await hook();
        }
    }

    public async ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        if (BeforeErase is { } before)
        {
            BeforeErase = null;
            await before();
        }

        int erased = await Inner.EraseAsync(ids, cancellationToken);
        if (AfterErase is { } hook)
        {
            AfterErase = null;
            await hook();
        }

        return erased;
    }
}
