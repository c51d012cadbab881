namespace AiOs;

/// <summary>Where the source tree stands, seen from the tests' output folder.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Gives every C# file that people wrote, by its path relative to the root.</summary>
    public static IEnumerable<string> SourceFiles() =>
        new[] { "src", "tests", "benchmarks", "samples" }
            .SelectMany(top => Directory.EnumerateFiles(PathOf(top), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AiOs.Sdk.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds AiOs.Sdk.sln.");
    }
}
