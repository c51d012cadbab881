namespace AiOs;

public sealed class FileToolPinStoreConformanceTests : ToolPinStoreConformanceTests, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<FileToolPinStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(static store => store.Dispose());
        _folder.Dispose();
    }

    protected override IToolPinStore CreateStore()
    {
        _stores.Add(new FileToolPinStore(_folder.File($"pins{_stores.Count}.json")));
        return _stores[^1];
    }
}
