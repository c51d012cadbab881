namespace AiOs;

public sealed class PagedSharedBlocksConformanceTests : SharedBlocksConformanceTests, IDisposable
{
    private PagedSharedBlocks? _blocks;

    public void Dispose() => _blocks?.Dispose();

    protected override ISharedBlocks CreateBlocks() => _blocks = new PagedSharedBlocks(new MemoryPageStore(), TimeProvider.System);
}
