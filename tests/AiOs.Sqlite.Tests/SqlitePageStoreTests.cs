using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class SqlitePageStoreTests : IDisposable
{
    private const string Secret = "the quick brown fox keeps this to itself";

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("memory.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Erase_LeavesNothingInAnyFile()
    {
        await using var store = new SqlitePageStore(Path);
        var secret = PageOf(Secret);
        var summary = Page.Create(
            new PageDraft
            {
                Messages = [new ChatMessage(ChatRole.User, "digest: " + Secret)],
                Kind = PageKind.Summary,
                Covers = [secret.Id],
            },
            "s",
            default);
        await store.AppendAsync("a", [.. Filler(200), new PageAppended(secret, true), .. Filler(200, 1000)]);
        await store.AppendAsync("b", [new PageShared(secret.Id, false), new PageAppended(summary, false)]);
        Assert.True(FilesHold(Secret), "The test cannot fail unless the words are in a file first.");

        Assert.Equal(2, await store.EraseAsync([secret.Id]));

        Assert.False(FilesHold(Secret));
        Assert.False(FilesHold(secret.Id.ToByteArray()));
    }

    [Fact]
    public async Task Open_OfANewerFormat_IsRefusedByName_AndChangesNothing()
    {
        await CreateAsync();
        Execute("PRAGMA user_version = 7");
        byte[] before = await File.ReadAllBytesAsync(Path);

        var error = Assert.Throws<PageStoreFormatException>(() => new SqlitePageStore(Path));

        Assert.Contains("format 7", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path));
    }

    [Fact]
    public async Task Open_OfAnotherApplicationsDatabase_IsRefused_AndChangesNothing()
    {
        Execute("CREATE TABLE theirs (x); PRAGMA application_id = 42");
        byte[] before = await File.ReadAllBytesAsync(Path);

        Assert.Throws<PageStoreFormatException>(() => new SqlitePageStore(Path));

        Assert.Equal(before, await File.ReadAllBytesAsync(Path));
    }

    [Fact]
    public async Task Open_OfSomethingElse_IsRefused_AndChangesNothing()
    {
        string text = string.Concat(Enumerable.Repeat("This is no database. ", 500));
        await File.WriteAllTextAsync(Path, text);

        Assert.Throws<PageStoreFormatException>(() => new SqlitePageStore(Path));

        Assert.Equal(text, await File.ReadAllTextAsync(Path));
    }

    [Fact]
    public void Open_WhereNoFolderIs_SaysSo()
    {
        var error = Assert.Throws<SqlitePageStoreException>(() => new SqlitePageStore(_folder.File("missing/memory.db")));
        Assert.Equal(SqlitePageStoreFault.NoAccess, error.Fault);
    }

    [Fact]
    public async Task Append_ToAFullFile_ChangesNothing_AndLaterAppendsThatFitSucceed()
    {
        await using var store = new SqlitePageStore(Path, new() { MaxFileBytes = 200_000 });
        await store.AppendAsync("a", Filler(10));

        var error = await Assert.ThrowsAsync<SqlitePageStoreException>(async () => await store.AppendAsync("a", Filler(2_000, 10)));

        Assert.Equal(SqlitePageStoreFault.DiskFull, error.Fault);
        Assert.Equal(10, await CountAsync(store));
        await store.AppendAsync("a", Filler(1, 5_000));
        Assert.Equal(11, await CountAsync(store));
    }

    [Fact]
    public async Task Append_ToAFileThatAnotherProcessHolds_SaysSo_AndSucceedsLater()
    {
        await using var store = new SqlitePageStore(Path, new() { LockTimeout = TimeSpan.FromMilliseconds(1) });
        await using (var other = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            await other.OpenAsync();
            SqliteSchema.Run(other, "BEGIN IMMEDIATE");
            var error = await Assert.ThrowsAsync<SqlitePageStoreException>(async () => await store.AppendAsync("a", Filler(1)));
            Assert.Equal(SqlitePageStoreFault.Locked, error.Fault);
            SqliteSchema.Run(other, "ROLLBACK");
        }

        await store.AppendAsync("a", Filler(1));
        Assert.Equal(1, await CountAsync(store));
    }

    [Fact]
    public async Task Read_OfChangedBytes_IsAnError()
    {
        var page = PageOf("before");
        await using (var store = new SqlitePageStore(Path))
        {
            await store.AppendAsync("a", [new PageAppended(page, false)]);
        }

        Execute("UPDATE pages SET record = CAST(replace(CAST(record AS TEXT), 'before', 'afterw') AS BLOB)");

        await using var reopened = new SqlitePageStore(Path);
        await Assert.ThrowsAsync<PageCorruptException>(async () => await reopened.ReadAsync(page.Id));
        await Assert.ThrowsAsync<PageCorruptException>(async () => await CountAsync(reopened));
    }

    [Fact]
    public async Task Append_AfterDispose_SaysSo()
    {
        var store = new SqlitePageStore(Path);
        await store.DisposeAsync();
        var error = await Assert.ThrowsAsync<SqlitePageStoreException>(async () => await store.AppendAsync("a", Filler(1)));
        Assert.Equal(SqlitePageStoreFault.Closed, error.Fault);
    }

    [Fact]
    public async Task AddSqlitePages_ReplacesTheStore_AndKeepsTheChain()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IPageStore, MemoryPageStore>();
        ServiceCollection chained = services.AddSqlitePages(Path);
        await using var provider = chained.BuildServiceProvider();
        Assert.IsType<SqlitePageStore>(provider.GetRequiredService<IPageStore>());
    }

    private static Page PageOf(string text) =>
        Page.Create(new PageDraft { Messages = [new ChatMessage(ChatRole.User, text)] }, text, DateTimeOffset.UnixEpoch);

    private static PageLogEntry[] Filler(int count, int first = 0) =>
        [.. Enumerable.Range(first, count).Select(i => new PageAppended(PageOf($"filler {i} {new string('y', 200)}"), false))];

    private static async Task<int> CountAsync(SqlitePageStore store) => await store.ReplayAsync("a").CountAsync();

    private async Task CreateAsync()
    {
        await using var store = new SqlitePageStore(Path);
        await store.AppendAsync("a", Filler(1));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        SqliteSchema.Run(connection, sql);
    }

    private bool FilesHold(string text) => FilesHold(Encoding.UTF8.GetBytes(text));

    private bool FilesHold(byte[] bytes) =>
        Directory.EnumerateFiles(_folder.Path).Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content.AsSpan().IndexOf(bytes) >= 0;
        });
}
