namespace AiOs;

public sealed class InMemoryToolPinStoreConformanceTests : ToolPinStoreConformanceTests
{
    protected override IToolPinStore CreateStore() => new InMemoryToolPinStore();
}
