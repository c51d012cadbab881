namespace AiOs;

public sealed class FileStoreLabelsConformanceTests : StoreLabelsConformanceTests, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<FileStoreLabels> _labels = [];

    public void Dispose()
    {
        _labels.ForEach(static labels => labels.Dispose());
        _folder.Dispose();
    }

    protected override IStoreLabels CreateLabels()
    {
        _labels.Add(new FileStoreLabels(_folder.File("labels.json")));
        return _labels[^1];
    }
}
