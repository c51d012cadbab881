using Xunit;

namespace AiOs;

public sealed class EncryptedModelCacheConformanceTests : ModelCacheConformanceTests, IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private KeyFile? _keys;
    private EncryptedModelFiles? _envelope;

    public async Task InitializeAsync()
    {
        _keys = await KeyFile.OpenAsync(_folder.File("keys"), "tenant", Keys.Wrapper());
        _envelope = await EncryptedModelFiles.OpenAsync(_keys);
    }

    public Task DisposeAsync() => _keys!.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    // A head with a salt, and the tag of the one chunk.
    protected override long OverheadBytes => EncryptedModelFiles.HeadBytes + 16;

    protected override IModelCache OpenCache() => new FolderModelCache(
        _folder.File("cache"), new ModelCacheOptions { RetryDelay = TimeSpan.Zero, ReservedDiskBytes = 0, Envelope = _envelope });
}
