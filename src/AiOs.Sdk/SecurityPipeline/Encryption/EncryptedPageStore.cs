using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>Encrypts pages before another store sees them, each under a key of its own that an erasure destroys.</summary>
/// <remarks>
/// <para>
/// The inner store sees ciphertext under ids and names of spaces that say nothing; it still sees sizes, order, pins and which
/// spaces share a page. Ids, text, sources, keys, labels and times are encrypted. A page takes a third more room, and about
/// 150 bytes in the key file.
/// </para>
/// <para>
/// Erasing is crypto-shredding: the keys go first, then the pages of the inner store. Killed between the two, the pages are
/// gone for everyone, and the next erasure, or opening, removes what is left of them.
/// </para>
/// <para>The tenant and the page's id are bound to each record, and a page never has a second version.</para>
/// <para>Threads: any. Appends wait for an erasure, and it for them. Limits: as <see cref="KeyFile"/>; 64 appends at once.</para>
/// </remarks>
public sealed class EncryptedPageStore : IPageStore, IDisposable
{
    private const string PageName = "page/";
    private const string ErasedName = "erased/"; // Its note lists what is to be removed from the inner store.
    private const string SpacesName = "spaces";
    private const int MaxSpaceLength = 256;
    private const int MaxAppends = 64;

    private readonly SemaphoreSlim _appends = new(MaxAppends, MaxAppends); // An erasure takes all of it.
    private readonly SemaphoreSlim _erasure = new(1, 1);
    private readonly ConcurrentDictionary<PageId, PageId> _outerIds = new(); // By inner id.
    private readonly IPageStore _inner;
    private readonly KeyFile _keys;
    private readonly PageSealer _sealer;
    private readonly byte[] _spaceKey;
    private volatile bool _isFinished; // What an earlier program's erasure left is removed.

    private EncryptedPageStore(IPageStore inner, KeyFile keys, byte[] spaceKey)
    {
        _inner = inner;
        _keys = keys;
        _spaceKey = spaceKey;
        _sealer = new PageSealer(keys.Tenant);
        foreach (var note in PageKeys().Select(static key => PageKeyNote.Read(key.Note)))
        {
            _outerIds[note.Inner] = note.Outer;
        }
    }

    /// <summary>Opens an encrypted store.</summary>
    /// <param name="inner">Keeps the encrypted pages; the caller disposes of it.</param>
    /// <param name="keys">Keeps their keys, elsewhere than the inner store; the caller disposes of it.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The store.</returns>
    public static async ValueTask<EncryptedPageStore> OpenAsync(
        IPageStore inner, KeyFile keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(keys);
        await PrepareAsync(keys, cancellationToken).ConfigureAwait(false);
        var store = Over(inner, keys);
        await store.FinishErasuresAsync(cancellationToken).ConfigureAwait(false);
        return store;
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(
        string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default)
    {
        string innerSpace = SpaceOf(space);
        ArgumentNullException.ThrowIfNull(entries);
        cancellationToken.ThrowIfCancellationRequested();
        await FinishErasuresAsync(cancellationToken).ConfigureAwait(false);
        await _appends.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CheckEntries(entries);
            var keys = await CreateKeysAsync(entries, cancellationToken).ConfigureAwait(false);
            var innerEntries = entries.Select(entry => Sealed(entry, keys)).ToArray();
            await _inner.AppendAsync(innerSpace, innerEntries, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _appends.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_keys.Find(PageName + id) is not { } key)
        {
            return null;
        }

        var inner = await _inner.ReadAsync(PageKeyNote.Read(key.Note).Inner, cancellationToken).ConfigureAwait(false);
        return inner is null ? null : _sealer.Open(inner, id, key.Key);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PageLogEntry> ReplayAsync(
        string space, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string innerSpace = SpaceOf(space);
        await foreach (var entry in _inner.ReplayAsync(innerSpace, cancellationToken).ConfigureAwait(false))
        {
            // Without its key a page is erased, whether or not the inner store knows yet.
            if (_outerIds.TryGetValue(entry.PageId, out var id) && _keys.Find(PageName + id) is { } key)
            {
                yield return entry switch
                {
                    PageAppended appended => new PageAppended(_sealer.Open(appended.Page, id, key.Key), appended.IsPinned),
                    PagePinned pinned => new PagePinned(id, pinned.IsPinned),
                    _ => throw new PageCorruptException(id, $"the inner store replays a {entry.GetType().Name}"),
                };
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        await _erasure.WaitAsync(cancellationToken).ConfigureAwait(false);
        int held = 0;
        try
        {
            for (; held < MaxAppends; held++)
            {
                await _appends.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            var doomed = WithSummaries(ids);
            if (doomed.Count > 0)
            {
                // First what is to be removed, then the keys: killed in between, the pages are still there, and the note is harmless,
                // because the pages it names have keys and are left alone.
                string note = ErasedName + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
                byte[] inner = [.. doomed.SelectMany(static page => page.Inner.ToByteArray())];
                await _keys.GetOrCreateAsync([note], (_, _) => inner, cancellationToken).ConfigureAwait(false);
                await _keys.ShredAsync([.. doomed.Select(static page => PageName + page.Outer)], cancellationToken).ConfigureAwait(false);
            }

            return await RemoveErasedAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (held > 0)
            {
                _appends.Release(held);
            }

            _erasure.Release();
        }
    }

    /// <summary>Releases what the store waits with; the inner store and the key file stay open.</summary>
    public void Dispose()
    {
        _appends.Dispose();
        _erasure.Dispose();
    }

    /// <summary>Makes the key without which no store can be put over a file of keys.</summary>
    internal static async ValueTask PrepareAsync(KeyFile keys, CancellationToken cancellationToken) =>
        await keys.GetOrCreateAsync([SpacesName], static (_, _) => [], cancellationToken).ConfigureAwait(false);

    /// <summary>Puts a store over prepared keys; what a killed erasure left is removed before the first append.</summary>
    internal static EncryptedPageStore Over(IPageStore inner, KeyFile keys) =>
        new(inner, keys, (keys.Find(SpacesName) ?? throw new KeyUnavailableException(SpacesName)).Key);

    /// <summary>Gets a value indicating whether the pages end with the program.</summary>
    internal bool IsVolatile => _inner is MemoryPageStore;

    private IEnumerable<DataKey> PageKeys() =>
        _keys.ToArray().Where(static key => key.Name.StartsWith(PageName, StringComparison.Ordinal));

    // Names of spaces may say who talks about what, so the inner store gets others.
    private string SpaceOf(string space)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(space.Length, MaxSpaceLength, nameof(space));
        return Convert.ToHexStringLower(HMACSHA256.HashData(_spaceKey, Encoding.Unicode.GetBytes(space)));
    }

    private void CheckEntries(IReadOnlyList<PageLogEntry> entries)
    {
        var coming = new HashSet<PageId>();
        foreach (var entry in entries)
        {
            ArgumentNullException.ThrowIfNull(entry, nameof(entries));
            if (entry is not PageAppended && !coming.Contains(entry.PageId) && _keys.Find(PageName + entry.PageId) is null)
            {
                throw new ArgumentException(
                    $"A pin or share of page {entry.PageId} came, but the store does not hold that page. Was it erased?", nameof(entries));
            }

            coming.Add(entry.PageId);
        }
    }

    private async ValueTask<Dictionary<PageId, DataKey>> CreateKeysAsync(
        IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken)
    {
        var pages = new Dictionary<string, Page>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry is PageAppended appended)
            {
                pages[PageName + appended.PageId] = appended.Page;
            }
        }

        var keys = await _keys.GetOrCreateAsync([.. pages.Keys], Note, cancellationToken).ConfigureAwait(false);
        var byId = new Dictionary<PageId, DataKey>();
        foreach (var key in keys)
        {
            var note = PageKeyNote.Read(key.Note);
            _outerIds[note.Inner] = note.Outer;
            byId[note.Outer] = key;
        }

        return byId;

        byte[] Note(string name, byte[] key) =>
            new PageKeyNote(pages[name].Id, _sealer.Seal(pages[name], key).Id, [.. pages[name].Covers]).ToBytes();
    }

    private PageLogEntry Sealed(PageLogEntry entry, Dictionary<PageId, DataKey> keys)
    {
        if (entry is PageAppended appended)
        {
            return new PageAppended(_sealer.Seal(appended.Page, keys[appended.PageId].Key), appended.IsPinned);
        }

        var key = _keys.Find(PageName + entry.PageId)!; // Checked, and no erasure runs beside an append.
        var inner = PageKeyNote.Read(key.Note).Inner;
        return entry switch
        {
            PageShared shared => new PageShared(inner, shared.IsPinned),
            PagePinned pinned => new PagePinned(inner, pinned.IsPinned),
            _ => throw new ArgumentException($"There is no way to encrypt a {entry.GetType().Name}.", nameof(entry)),
        };
    }

    private List<PageKeyNote> WithSummaries(IReadOnlyCollection<PageId> ids)
    {
        var left = PageKeys().Select(static key => PageKeyNote.Read(key.Note)).ToList();
        var doomed = new HashSet<PageId>(ids);
        var found = new List<PageKeyNote>();
        int before;
        do
        {
            before = found.Count; // A summary may itself be covered by one that was looked at already.
            foreach (var note in left.Where(note => doomed.Contains(note.Outer) || note.Covers.Any(doomed.Contains)))
            {
                doomed.Add(note.Outer);
                found.Add(note);
            }

            left.RemoveAll(note => doomed.Contains(note.Outer));
        }
        while (found.Count > before);

        return found;
    }

    private async ValueTask FinishErasuresAsync(CancellationToken cancellationToken)
    {
        if (_isFinished)
        {
            return;
        }

        await _erasure.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _ = await RemoveErasedAsync(cancellationToken).ConfigureAwait(false);
            _isFinished = true;
        }
        finally
        {
            _erasure.Release();
        }
    }

    // Removes from the inner store what no key opens any more, and gives how many pages that were.
    private async ValueTask<int> RemoveErasedAsync(CancellationToken cancellationToken)
    {
        var notes = _keys.ToArray().Where(static key => key.Name.StartsWith(ErasedName, StringComparison.Ordinal)).ToList();
        if (notes.Count == 0)
        {
            return 0;
        }

        var kept = PageKeys().Select(static key => PageKeyNote.Read(key.Note).Inner).ToHashSet();
        var inner = new HashSet<PageId>();
        foreach (var note in notes)
        {
            for (int at = 0; at < note.Note.Length; at += PageId.SizeInBytes)
            {
                inner.Add(new PageId(note.Note.AsSpan(at, PageId.SizeInBytes)));
            }
        }

        inner.ExceptWith(kept);
        int count = await _inner.EraseAsync(inner, cancellationToken).ConfigureAwait(false);
        await _keys.ShredAsync([.. notes.Select(static note => note.Name)], cancellationToken).ConfigureAwait(false);
        foreach (var id in inner)
        {
            _outerIds.TryRemove(id, out _);
        }

        return count;
    }
}
