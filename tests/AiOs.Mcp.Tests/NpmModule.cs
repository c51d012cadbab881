namespace AiOs;

/// <summary>What was installed from npm for these tests.</summary>
internal static class NpmModule
{
    private const string Modules = "artifacts/mcp/node_modules";

    /// <summary>Finds a file of a package; null where it is not installed.</summary>
    public static string? Find(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, Modules, file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
