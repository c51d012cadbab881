using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Keeps shared blocks as pages: each block is a space of its own in the page store, each version a page of it.</summary>
internal sealed class PagedSharedBlocks(IPageStore store, TimeProvider time) : ISharedBlocks, IDisposable
{
    private const int MaxNameLength = 128;
    private const int MaxTextLength = 65_536;
    private const string SpacePrefix = "aios.block:"; // Spaces of blocks; names of processes do not begin so.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, List<(long Version, PageId Page)>> _versions = new(StringComparer.Ordinal);

    public async ValueTask<SharedBlock?> ReadAsync(
        string name, string? reader = null, long? version = null, CancellationToken cancellationToken = default)
    {
        CheckName(name);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var versions = await VersionsAsync(name, cancellationToken).ConfigureAwait(false);
            for (int i = versions.Count - 1; i >= 0; i--)
            {
                if ((version ?? versions[i].Version) == versions[i].Version
                    && await store.ReadAsync(versions[i].Page, cancellationToken).ConfigureAwait(false) is { } page)
                {
                    return page.Label.Readers.Contains(reader) ? BlockOf(name, versions[i].Version, page) : null;
                }
            }

            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask<SharedBlock?> TryWriteAsync(SharedBlockWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        CheckName(write.Name);
        ArgumentException.ThrowIfNullOrEmpty(write.Text, nameof(write));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(write.Text.Length, MaxTextLength, nameof(write));
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var versions = await VersionsAsync(write.Name, cancellationToken).ConfigureAwait(false);
            long newest = versions.Count == 0 ? 0 : versions[^1].Version;
            if (newest != write.ExpectedVersion || !await MayReplaceAsync(versions, write.Writer, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            var page = Page.Create(DraftOf(write.Name, newest + 1, write.Text, write.Label, time.GetUtcNow()), "", default);
            _versions.Remove(write.Name); // Until it is known what happened: an append that fails may have been written.
            await store.AppendAsync(SpacePrefix + write.Name, [new PageAppended(page, IsPinned: false)], cancellationToken).ConfigureAwait(false);
            versions.Add((newest + 1, page.Id));
            _versions.Add(write.Name, versions);
            return BlockOf(write.Name, newest + 1, page);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Gives what the page of a version is made from: the same everywhere, so that all spaces share one page.</summary>
    public static PageDraft DraftOf(SharedBlock block) => DraftOf(block.Name, block.Version, block.Text, block.Label, block.Time);

    private static PageDraft DraftOf(string name, long version, string text, SecurityLabel label, DateTimeOffset written) => new()
    {
        Messages = [new ChatMessage(ChatRole.User, text)],
        Kind = PageKind.Document,
        Source = string.Create(CultureInfo.InvariantCulture, $"shared block {name}, version {version}"),
        Key = string.Create(CultureInfo.InvariantCulture, $"{name}@{version}"),
        Time = written,
        Label = label,
        IsPinned = true,
    };

    private static SharedBlock BlockOf(string name, long version, Page page) =>
        new(name, version, page.Id, page.GetText(), page.Label, page.Time);

    private static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MaxNameLength)
        {
            throw new ArgumentException(
                $"The name of a shared block has 1 to {MaxNameLength} characters, but {name.Length} came.", nameof(name));
        }
    }

    // A block that somebody may not read is not there for them; neither may they put another in its place.
    private async ValueTask<bool> MayReplaceAsync(
        List<(long Version, PageId Page)> versions, string? writer, CancellationToken cancellationToken) =>
        versions.Count == 0
        || await store.ReadAsync(versions[^1].Page, cancellationToken).ConfigureAwait(false) is not { } page
        || page.Label.Readers.Contains(writer);

    private async ValueTask<List<(long Version, PageId Page)>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue(name, out var known))
        {
            return known;
        }

        var versions = new List<(long, PageId)>();
        await foreach (var entry in store.ReplayAsync(SpacePrefix + name, cancellationToken).ConfigureAwait(false))
        {
            if (entry is PageAppended { Page.Key: var key } appended)
            {
                versions.Add((long.Parse(key.AsSpan(key.LastIndexOf('@') + 1), CultureInfo.InvariantCulture), appended.PageId));
            }
        }

        return _versions[name] = versions;
    }
}
