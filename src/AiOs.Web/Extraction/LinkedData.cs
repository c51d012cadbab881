using System.Text.Json;
using AngleSharp.Dom;

namespace AiOs;

/// <summary>The article among a page's JSON-LD.</summary>
/// <remarks>Source: schema.org, Article and its kinds.</remarks>
internal sealed class LinkedData
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 2_000;
    private const int MaxNames = 10;
    private const int MaxScriptCharacters = 2 * 1024 * 1024;

    public string? Headline { get; private set; }

    public string? Author { get; private set; }

    public string? Published { get; private set; }

    public string? Publisher { get; private set; }

    public string? Description { get; private set; }

    public string? Body { get; private set; }

    public static LinkedData Read(IDocument document)
    {
        var found = new LinkedData();
        foreach (var script in document.QuerySelectorAll("script[type='application/ld+json']"))
        {
            string json = script.TextContent;
            if (json.Length > MaxScriptCharacters)
            {
                continue;
            }

            try
            {
                using var parsed = JsonDocument.Parse(WholeJson.Mend(json), new JsonDocumentOptions
                {
                    MaxDepth = MaxDepth,
                    AllowTrailingCommas = true,
                    CommentHandling = JsonCommentHandling.Skip,
                });
                int nodes = 0;
                found.Look(parsed.RootElement, ref nodes);
            }
            catch (JsonException)
            {
                continue; // Pages often carry broken JSON-LD; it is a hint among others, and the page is read without it.
            }
        }

        return found;
    }

    private void Look(JsonElement value, ref int nodes)
    {
        if (++nodes > MaxNodes || Headline is not null)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Look(item, ref nodes);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            if (IsArticle(value))
            {
                Headline = Text(value, "headline") ?? Text(value, "name");
                Author = value.TryGetProperty("author", out var author) ? Names(author) : null;
                Published = Text(value, "datePublished") ?? Text(value, "dateCreated");
                Publisher = value.TryGetProperty("publisher", out var publisher) ? Names(publisher) : null;
                Description = Text(value, "description");
                Body = Text(value, "articleBody");
                return;
            }

            foreach (string inner in (ReadOnlySpan<string>)["@graph", "mainEntity", "mainEntityOfPage"])
            {
                if (value.TryGetProperty(inner, out var graph))
                {
                    Look(graph, ref nodes);
                }
            }
        }
    }

    private static bool IsArticle(JsonElement value)
    {
        if (!value.TryGetProperty("@type", out var type))
        {
            return false;
        }

        var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToArray() : [type];
        return types.Any(static one => one.ValueKind == JsonValueKind.String
            && one.GetString() is { } name
            && (name.EndsWith("Article", StringComparison.Ordinal) || name.EndsWith("Posting", StringComparison.Ordinal) || name == "Report"));
    }

    private static string? Names(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => MetadataReader.PersonOf(value.GetString()),
        JsonValueKind.Object => MetadataReader.PersonOf(Text(value, "name")),
        JsonValueKind.Array => Joined(value.EnumerateArray().Take(MaxNames).Select(Names)),
        _ => null,
    };

    private static string? Joined(IEnumerable<string?> names) =>
        string.Join(", ", names.OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } all ? all : null;

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(member.GetString())
            ? System.Net.WebUtility.HtmlDecode(member.GetString()!).Trim()
            : null;
}
