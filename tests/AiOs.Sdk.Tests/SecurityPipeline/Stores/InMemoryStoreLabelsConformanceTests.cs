namespace AiOs;

public sealed class InMemoryStoreLabelsConformanceTests : StoreLabelsConformanceTests
{
    protected override IStoreLabels CreateLabels() => new InMemoryStoreLabels();
}
