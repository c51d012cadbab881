using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AiOs;

/// <summary>Gives the fields of a recorded result that its tool vouches for, as a real tool would return them: apart from the text.</summary>
/// <remarks>
/// Read from the marked result, before an injection takes the place of its mark: what an injection writes is in the text, and
/// never in a field that the tool itself fills.
/// </remarks>
internal static class ResultRows
{
    /// <summary>Gives one object for each row of the result.</summary>
    public static JsonArray Of(string result, IReadOnlyCollection<string> fields)
    {
        var rows = new List<JsonObject>();
        JsonArray? list = null;
        foreach (string line in result.Split('\n'))
        {
            if (line.StartsWith("- ", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal) || rows.Count == 0)
            {
                rows.Add([]);
                list = null;
            }

            string trimmed = line.TrimStart('-', ' ');
            int colon = trimmed.IndexOf(':', StringComparison.Ordinal);
            string name = colon > 0 ? trimmed[..colon] : "";
            bool isItem = line.TrimStart().StartsWith("- ", StringComparison.Ordinal) && !fields.Contains(name);
            if (list is not null && isItem && !line.StartsWith("- ", StringComparison.Ordinal) || list is not null && isItem && rows.Count == 1)
            {
                list.Add(Scalar(trimmed));
            }
            else if (colon > 0 && fields.Contains(name) && !rows[^1].ContainsKey(name))
            {
                string text = trimmed[(colon + 1)..].Trim();
                list = text.Length == 0 ? [] : null;
                rows[^1][name] = text.Length == 0 ? list : Scalar(text);
            }
            else if (colon > 0 && !isItem)
            {
                list = null;
            }
        }

        rows.RemoveAll(static row => row.Count == 0);
        return rows.Count > 0 ? new JsonArray([.. rows]) : Scattered(result, fields);
    }

    // Some tools answer in sentences: the nth mention of a field is that of the nth row.
    private static JsonArray Scattered(string result, IReadOnlyCollection<string> fields)
    {
        var rows = new List<JsonObject>();
        foreach (string field in fields)
        {
            int index = 0;
            foreach (Match match in Regex.Matches(result, @"\b" + Regex.Escape(field) + @": (?<value>[^\n\\,'""}]+)", RegexOptions.NonBacktracking))
            {
                if (index == rows.Count)
                {
                    rows.Add([]);
                }

                rows[index++][field] = Scalar(match.Groups["value"].Value.Trim());
            }
        }

        return new JsonArray([.. rows]);
    }

    private static JsonValue? Scalar(string text)
    {
        if (text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0])
        {
            return JsonValue.Create(text[1..^1]);
        }

        return text is "null" ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
