namespace AiOs;

public sealed class FolderModelSourceConformanceTests : ModelSourceConformanceTests, IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<IModelSource> CreateSourceAsync(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (path, content) in files)
        {
            _folder.Write(path, content);
        }

        return ValueTask.FromResult<IModelSource>(new FolderModelSource(_folder.Root));
    }
}
