using System.Reflection;

namespace AiOs;

/// <summary>The packages of this repository, found by their project files and loaded from the tests' output folder.</summary>
internal static class Packages
{
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateDirectories(Repository.PathOf("src"))
            .Select(folder => Path.GetFileName(folder)!)
            .Where(name => File.Exists(Repository.PathOf("src", name, name + ".csproj")))
            .Order(StringComparer.Ordinal)];

    public static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));
}
