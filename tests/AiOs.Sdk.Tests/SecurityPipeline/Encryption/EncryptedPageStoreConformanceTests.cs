using Xunit;

namespace AiOs;

public sealed class EncryptedPageStoreConformanceTests : PageStoreConformanceTests, IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly MemoryPageStore _inner = new();
    private KeyFile? _keys;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (_keys?.DisposeAsync() ?? default);
        _folder.Dispose();
    }

    protected override async ValueTask<IPageStore> CreateStoreAsync()
    {
        await (_keys?.DisposeAsync() ?? default);
        _keys = await KeyFile.OpenAsync(_folder.File("keys"), "tenant", Keys.Wrapper());
        return await EncryptedPageStore.OpenAsync(_inner, _keys);
    }

    protected override ValueTask<IPageStore> ReopenAsync(IPageStore store) => CreateStoreAsync();
}
