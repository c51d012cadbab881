namespace AiOs;

public sealed class FlakyPageStoreConformanceTests : PageStoreConformanceTests
{
    protected override ValueTask<IPageStore> CreateStoreAsync() =>
        ValueTask.FromResult<IPageStore>(new FlakyPageStore(new MemoryPageStore(), seed: 1, faultRate: 0));
}
