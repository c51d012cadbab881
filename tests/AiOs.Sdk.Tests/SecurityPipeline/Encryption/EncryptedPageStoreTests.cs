using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class EncryptedPageStoreTests : IDisposable
{
    private const string Secret = "the treasure lies under the oak";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheInnerStore_SeesNothingOfTheText()
    {
        var inner = new SpyStore();
        await using var keys = await OpenKeysAsync("a");
        using var store = await EncryptedPageStore.OpenAsync(inner, keys);
        await store.AppendAsync("thomasina's secrets", [new PageAppended(PageOf(Secret), true)]);

        byte[] seen = [.. inner.Inner.SelectMany(page => page.Record.ToArray())];
        string text = Encoding.UTF8.GetString(seen) + string.Concat(inner.Spaces);
        Assert.DoesNotContain("treasure", text, StringComparison.Ordinal);
        Assert.DoesNotContain("thomasina", text, StringComparison.Ordinal); // A name that no hexadecimal number holds.
        Assert.DoesNotContain(PageOf(Secret).Id.ToString(), text, StringComparison.Ordinal);
        Assert.Equal(-1, (await File.ReadAllBytesAsync(_folder.File("a"))).AsSpan().IndexOf(PageOf(Secret).Id.ToByteArray()));
    }

    [Fact]
    public async Task AnotherTenant_CannotReadThePages()
    {
        var inner = new MemoryPageStore();
        await using (var keys = await OpenKeysAsync("a"))
        {
            using var store = await EncryptedPageStore.OpenAsync(inner, keys);
            await store.AppendAsync("space", [new PageAppended(PageOf(Secret), false)]);
        }

        await Assert.ThrowsAsync<EnvelopeException>(() => KeyFile.OpenAsync(_folder.File("a"), "other", Keys.Wrapper()));
        await using var others = await OpenKeysAsync("b");
        using var empty = await EncryptedPageStore.OpenAsync(inner, others);
        Assert.Null(await empty.ReadAsync(PageOf(Secret).Id));
    }

    [Fact]
    public async Task APageThatWasExchanged_IsReported()
    {
        var inner = new SpyStore();
        await using var keys = await OpenKeysAsync("a");
        using var store = await EncryptedPageStore.OpenAsync(inner, keys);
        await store.AppendAsync("space", [new PageAppended(PageOf("one"), false), new PageAppended(PageOf("two"), false)]);
        inner.Exchange = true;
        await Assert.ThrowsAsync<PageCorruptException>(async () => await store.ReadAsync(PageOf("one").Id));
    }

    // The inner store fails at its work, as a killed process would leave it: the keys are gone, so the pages are, and the rest follows.
    [Fact]
    public async Task AnErasureThatWasInterrupted_IsCompletedByTheNextOpening()
    {
        var inner = new SpyStore();
        var id = PageOf(Secret).Id;
        await using (var keys = await OpenKeysAsync("a"))
        {
            using var store = await EncryptedPageStore.OpenAsync(inner, keys);
            await store.AppendAsync("space", [new PageAppended(PageOf(Secret), false), new PageAppended(PageOf("kept"), false)]);
            inner.FailsToErase = true;
            await Assert.ThrowsAsync<IOException>(async () => await store.EraseAsync([id]));
            Assert.Null(await store.ReadAsync(id));
            Assert.Equal(PageOf("kept").Id, Assert.Single(await ReplayAsync(store)).PageId);
            Assert.Equal(2, inner.Inner.Count);
        }

        inner.FailsToErase = false;
        await using (var keys = await OpenKeysAsync("a"))
        {
            using var store = await EncryptedPageStore.OpenAsync(inner, keys);
            Assert.Single(inner.Inner);
            Assert.Null(await store.ReadAsync(id));
            await store.AppendAsync("space", [new PageAppended(PageOf(Secret), false)]);
            Assert.NotNull(await store.ReadAsync(id));
        }
    }

    // The point of crypto-shredding: a backup of the encrypted pages is worth nothing after an erasure.
    [Fact]
    public async Task ABackupOfTheInnerStore_StaysUnreadableAfterAnErasure()
    {
        var inner = new SpyStore { FailsToErase = true }; // Keeps the pages, as a backup does.
        await using var keys = await OpenKeysAsync("a");
        using var store = await EncryptedPageStore.OpenAsync(inner, keys);
        await store.AppendAsync("space", [new PageAppended(PageOf(Secret), false)]);
        await Assert.ThrowsAsync<IOException>(async () => await store.EraseAsync([PageOf(Secret).Id]));
        Assert.Single(inner.Inner);
        Assert.Empty(await ReplayAsync(store));
        Assert.DoesNotContain(keys.ToArray(), key => key.Name.StartsWith("page/", StringComparison.Ordinal));
    }

    private static Page PageOf(string text) => Page.Create(
        new PageDraft { Messages = [new ChatMessage(ChatRole.User, text)] }, "key", DateTimeOffset.UnixEpoch);

    private static async Task<List<PageLogEntry>> ReplayAsync(EncryptedPageStore store)
    {
        var entries = new List<PageLogEntry>();
        await foreach (var entry in store.ReplayAsync("space"))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private Task<KeyFile> OpenKeysAsync(string name) => KeyFile.OpenAsync(_folder.File(name), "tenant " + name, Keys.Wrapper());

    private sealed class SpyStore : IPageStore
    {
        private readonly MemoryPageStore _store = new();

        public Dictionary<PageId, Page> Pages { get; } = [];

        public Dictionary<PageId, Page>.ValueCollection Inner => Pages.Values;

        public List<string> Spaces { get; } = [];

        public bool FailsToErase { get; set; }

        public bool Exchange { get; set; }

        public ValueTask AppendAsync(string space, IReadOnlyList<PageLogEntry> entries, CancellationToken cancellationToken = default)
        {
            Spaces.Add(space);
            foreach (var entry in entries.OfType<PageAppended>())
            {
                Pages[entry.PageId] = entry.Page;
            }

            return _store.AppendAsync(space, entries, cancellationToken);
        }

        public ValueTask<Page?> ReadAsync(PageId id, CancellationToken cancellationToken = default) =>
            Exchange ? new(Pages.First(page => page.Key != id).Value) : _store.ReadAsync(id, cancellationToken);

        public IAsyncEnumerable<PageLogEntry> ReplayAsync(string space, CancellationToken cancellationToken = default) =>
            _store.ReplayAsync(space, cancellationToken);

        public ValueTask<int> EraseAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
        {
            if (FailsToErase)
            {
                throw new IOException("The inner store failed.");
            }

            foreach (var id in ids)
            {
                Pages.Remove(id);
            }

            return _store.EraseAsync(ids, cancellationToken);
        }
    }
}
