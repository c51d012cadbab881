namespace AiOs;

/// <summary>A rule of promptmap: the part of YAML that its rules are written in, and no more.</summary>
/// <remarks>Keys with a value, quoted or not; block texts (<c>|</c>, <c>&gt;</c>, with <c>-</c> or <c>+</c>); lists of values.</remarks>
internal sealed class PromptmapRule
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    public string? Name => First("name");

    public string? Type => First("type");

    public string? Severity => First("severity");

    public string? Prompt => First("prompt");

    public IReadOnlyList<string> PassConditions => _values.GetValueOrDefault("pass_conditions") ?? [];

    public IReadOnlyList<string> FailConditions => _values.GetValueOrDefault("fail_conditions") ?? [];

    /// <summary>Reads a rule.</summary>
    /// <exception cref="FormatException">A line is none of what rules are written in.</exception>
    public static PromptmapRule Parse(string text)
    {
        var rule = new PromptmapRule();
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        List<string>? list = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd();
            string trimmed = line.TrimStart();
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (trimmed.Length == 0 || trimmed[0] == '#' || line is "---")
            {
                continue;
            }

            if (trimmed.StartsWith("- ", StringComparison.Ordinal) && list is not null)
            {
                list.Add(Unquote(trimmed[2..].Trim()));
            }
            else if (line.Length == trimmed.Length && colon > 0)
            {
                rule._values[line[..colon].Trim()] = list = [];
                string value = line[(colon + 1)..].Trim();
                if (value is ['|' or '>', ..] && value.Length <= 2)
                {
                    list.Add(ReadBlock(lines, ref i, isFolded: value[0] == '>'));
                }
                else if (value.Length > 0)
                {
                    list.Add(Unquote(value));
                }
            }
            else
            {
                throw new FormatException($"line {i + 1} is neither a key with a value nor an item of a list");
            }
        }

        return rule;
    }

    private static string ReadBlock(string[] lines, ref int index, bool isFolded)
    {
        var block = new List<string>();
        int indent = -1;
        while (index + 1 < lines.Length)
        {
            string line = lines[index + 1];
            int depth = line.Length - line.TrimStart(' ').Length;
            indent = indent < 0 && line.Trim().Length > 0 ? depth : indent;
            if (line.Trim().Length > 0 && depth < Math.Max(indent, 1))
            {
                break;
            }

            block.Add(line.Length >= indent && indent > 0 ? line[indent..].TrimEnd() : "");
            index++;
        }

        return string.Join(isFolded ? ' ' : '\n', block).Trim();
    }

    private static string Unquote(string value) => value switch
    {
        ['"', .. var inner, '"'] => inner.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("\\\\", "\\", StringComparison.Ordinal),
        ['\'', .. var inner, '\''] => inner.Replace("''", "'", StringComparison.Ordinal),
        _ => value,
    };

    private string? First(string key) => _values.GetValueOrDefault(key)?.FirstOrDefault();
}
