namespace AiOs;

/// <summary>A folder for one test, gone when the test is.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aios-models-");

    public string Root => _folder.FullName;

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public string Write(string path, byte[] content)
    {
        string full = PathOf(path.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        return full;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
