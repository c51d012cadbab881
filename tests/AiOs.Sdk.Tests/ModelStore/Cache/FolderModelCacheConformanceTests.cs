namespace AiOs;

public sealed class FolderModelCacheConformanceTests : ModelCacheConformanceTests, IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IModelCache OpenCache() =>
        new FolderModelCache(_folder.Root, new ModelCacheOptions { RetryDelay = TimeSpan.Zero, ReservedDiskBytes = 0 });
}
