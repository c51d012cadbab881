namespace AiOs;

/// <summary>The folder that the site is written to: nothing outside of it can be named.</summary>
internal sealed class SiteFolder(string root)
{
    private const int MaxLength = 100_000;
    private readonly string _root = Path.GetFullPath(root);

    public void Write(string path, string text)
    {
        if (text.Length > MaxLength)
        {
            throw new ArgumentException($"A file has at most {MaxLength} characters, but {text.Length} came.", nameof(text));
        }

        string full = Resolve(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);

        // Whole or not at all: a kill in the middle must not leave half a page.
        string temporary = full + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, full, overwrite: true);
    }

    public string Read(string path) => File.ReadAllText(Resolve(path));

    public IReadOnlyList<string> List() =>
    [
        .. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
            .Where(static file => !file.StartsWith('.') && !file.EndsWith(".new", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private string Resolve(string path)
    {
        string full = Path.GetFullPath(Path.Combine(_root, path));
        string inside = Path.GetRelativePath(_root, full);
        return Path.IsPathRooted(path) || inside.StartsWith('.') || Path.IsPathRooted(inside) || Path.GetExtension(inside) is not (".html" or ".txt" or ".css")
            ? throw new ArgumentException($"'{path}' is not a .html, .txt or .css file inside the site's folder.", nameof(path))
            : full;
    }
}
