using System.Text;

namespace AiOs;

/// <summary>Finds tools by the words of their names and descriptions.</summary>
/// <remarks>
/// A sum of inverse document frequencies over the words that a tool shares with the query, words of the name counting twice. A few
/// hundred tools are scanned in microseconds; an index would cost more than it saves.
/// </remarks>
internal static class ToolSearch
{
    private const int MaxFound = 8;
    private const int MaxCharacters = 8_000;
    private const double NameWeight = 2;

    /// <summary>Searches, and words the outcome for the model.</summary>
    public static string Describe(IReadOnlyList<ToolDescriptor> tools, string query)
    {
        var found = Find(tools, query);
        if (found.Count == 0)
        {
            return $"No tool fits '{ToolOutput.Shorten(query, 100)}'. Try other words; there are {tools.Count} tools to be found.";
        }

        var text = new StringBuilder();
        foreach (var tool in found)
        {
            string entry = $"{tool.Name}: {tool.Function.Description}\n  arguments: {tool.Function.JsonSchema.GetRawText()}\n";
            if (text.Length + entry.Length <= MaxCharacters)
            {
                text.Append(entry);
            }
        }

        // A schema beyond all measure is not shown in part: it could not be followed.
        return text.Length == 0 ? $"{found[0].Name} fits, but its schema is too long to be shown." : text.Append("Call one with call_tool.").ToString();
    }

    /// <summary>Gives the tools that share a word with the query, best first.</summary>
    public static List<ToolDescriptor> Find(IReadOnlyList<ToolDescriptor> tools, string query)
    {
        var wanted = Stems(query);
        var names = tools.Select(tool => Stems(tool.Name)).ToList();
        var descriptions = tools.Select(tool => Stems(tool.Function.Description)).ToList();
        var weights = wanted.ToDictionary(
            static stem => stem,
            stem => Math.Log(1 + (tools.Count / (0.5 + Enumerable.Range(0, tools.Count)
                .Count(i => names[i].Contains(stem) || descriptions[i].Contains(stem))))),
            StringComparer.Ordinal);
        return [.. Enumerable.Range(0, tools.Count)
            .Select(i => (Tool: tools[i], Score: wanted.Sum(stem =>
                weights[stem] * (names[i].Contains(stem) ? NameWeight : descriptions[i].Contains(stem) ? 1 : 0))))
            .Where(static entry => entry.Score > 0)
            .OrderByDescending(static entry => entry.Score) // Stable: equal scores keep the order of registration.
            .Take(MaxFound)
            .Select(static entry => entry.Tool)];
    }

    private static HashSet<string> Stems(string text)
    {
        var stems = new HashSet<string>(StringComparer.Ordinal);
        Span<char> buffer = stackalloc char[WordReader.BufferLength];
        var words = new WordReader(Spaced(text), buffer);
        while (words.Read())
        {
            if (!words.IsStopWord)
            {
                stems.Add(words.Stem.ToString());
            }
        }

        return stems;
    }

    // "listOpenIssues" and "list_open_issues" are three words each.
    private static string Spaced(string text)
    {
        var spaced = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            if (i > 0 && char.IsUpper(text[i]) && char.IsLower(text[i - 1]))
            {
                spaced.Append(' ');
            }

            spaced.Append(text[i] is '_' or '-' ? ' ' : text[i]);
        }

        return spaced.ToString();
    }
}
