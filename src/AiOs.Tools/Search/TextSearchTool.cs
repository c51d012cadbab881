using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>The tool <c>text_search</c>: finds lines in the files of a granted folder.</summary>
public static class TextSearchTool
{
    private const int MaxFiles = 20_000;
    private const int MaxDepth = 32;
    private const int ShownCharacters = 12_000;

    private const string Schema = """
        {"type":"object","properties":{
        "text":{"type":"string","description":"The words to find; letter case does not matter."},
        "is_regex":{"type":"boolean","description":"Whether the text is a regular expression, without back references or look-around."},
        "path":{"type":"string","description":"The folder or file to search, relative; empty for everything."}},
        "required":["text"]}
        """;

    /// <summary>Creates the tool.</summary>
    /// <param name="folder">The folder; the caller disposes of it.</param>
    /// <param name="outputs">Keeps what is too long to be shown.</param>
    /// <returns>A tool that reads; expressions run in time linear in the text, and its results are untrusted.</returns>
    public static ToolDescriptor Create(GrantedFolder folder, OutputStore outputs) => Create(folder, outputs, MaxFiles);

    internal static ToolDescriptor Create(GrantedFolder folder, OutputStore outputs, int maxFiles)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(outputs);
        return new ToolDescriptor
        {
            Function = new ToolFunction(
                "text_search",
                "Finds lines of text in files, and gives each with its file and line number.",
                Schema,
                async (arguments, cancellationToken) =>
                {
                    var pattern = Pattern(ToolArgumentReader.Text(arguments, "text"), ToolArgumentReader.Flag(arguments, "is_regex"));
                    string path = ToolArgumentReader.TextOrNull(arguments, "path") ?? "";
                    return outputs.Fit(await SearchAsync(folder, path, pattern, maxFiles, cancellationToken).ConfigureAwait(false), ShownCharacters);
                }),
            Effects = ToolEffects.ReadsPrivate | ToolEffects.ReadsUntrusted,
            Store = FileTools.StoreName, // What file_write put there, this reads back.
            AllowsParallelCalls = true,
            IsIdempotent = true,
            Origin = "AiOs.Tools",
        };
    }

    private static Regex Pattern(string text, bool isRegex)
    {
        if (text.Length == 0)
        {
            throw new ToolFailureException("The argument \"text\" is empty: say what to find.");
        }

        try
        {
            return new Regex(
                isRegex ? text : Regex.Escape(text),
                RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
                TimeSpan.FromSeconds(10));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ToolFailureException($"'{text}' is not a regular expression that can be used here: {e.Message}", e);
        }
    }

    private static async ValueTask<string> SearchAsync(
        GrantedFolder folder, string path, Regex pattern, int maxFiles, CancellationToken cancellationToken)
    {
        var found = new FoundLines(line => IsMatch(pattern, line));
        int skipped = 0;
        int files = 0;
        foreach (string file in Files(folder, path))
        {
            if (++files > maxFiles)
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            string text;
            try
            {
                text = await FileTools.ReadTextAsync(folder, file, cancellationToken).ConfigureAwait(false);
            }
            catch (ToolFailureException)
            {
                skipped++; // Binary, too large, or gone meanwhile: counted below.
                continue;
            }

            if (!found.Search(file, text, cancellationToken))
            {
                return found.ToString();
            }
        }

        string note = (skipped > 0 ? $"[{skipped} files that are no readable text were passed over]" : "")
            + (files > maxFiles ? $"[stopped after {maxFiles} files: name a folder to search the others]" : "");
        return (found.Count == 0 ? "Nothing was found. " : found.ToString()) + note;
    }

    private static bool IsMatch(Regex pattern, ReadOnlySpan<char> line)
    {
        try
        {
            return pattern.IsMatch(line);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ToolFailureException("The regular expression takes too long with a line of these files. Give a simpler one.", e);
        }
    }

    private static IEnumerable<string> Files(GrantedFolder folder, string path, int depth = 0)
    {
        IReadOnlyList<string> names;
        try
        {
            names = folder.List(path);
        }
        catch (ToolFailureException) when (path.Length > 0)
        {
            names = [];
            if (depth == 0)
            {
                folder.OpenRead(path).Dispose(); // Not a folder: then it must be a file, or this says why not.
            }
        }

        if (names.Count == 0 && path.Length > 0 && depth == 0)
        {
            yield return path;
        }

        foreach (string name in names)
        {
            string below = path.Length == 0 ? name.TrimEnd('/') : path.TrimEnd('/') + "/" + name.TrimEnd('/');
            if (!name.EndsWith('/'))
            {
                yield return below;
            }
            else if (depth < MaxDepth)
            {
                foreach (string file in Files(folder, below, depth + 1))
                {
                    yield return file;
                }
            }
        }
    }
}
