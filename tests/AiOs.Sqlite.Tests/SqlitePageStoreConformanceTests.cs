using Xunit;

namespace AiOs;

public sealed class SqlitePageStoreConformanceTests : PageStoreConformanceTests, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<IPageStore, string> _open = [];
    private int _files;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _open.Keys)
        {
            await ((SqlitePageStore)store).DisposeAsync();
        }

        _folder.Dispose();
    }

    protected override ValueTask<IPageStore> CreateStoreAsync() => new(Open(_folder.File($"{_files++}.db")));

    protected override async ValueTask<IPageStore> ReopenAsync(IPageStore store)
    {
        _open.Remove(store, out string? path);
        await ((SqlitePageStore)store).DisposeAsync();
        return Open(path!);
    }

    private SqlitePageStore Open(string path)
    {
        var store = new SqlitePageStore(path);
        _open.Add(store, path);
        return store;
    }
}
