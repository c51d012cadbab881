namespace AiOs;

public sealed class MemoryPageStoreConformanceTests : PageStoreConformanceTests
{
    protected override ValueTask<IPageStore> CreateStoreAsync() => new(new MemoryPageStore());
}
