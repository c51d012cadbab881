using System.Globalization;
using System.Text.Json;

namespace AiOs;

/// <summary>Reads a file of tool declarations, strictly: what it does not know, it refuses.</summary>
internal sealed class ToolPolicyReader(string origin, Func<string, IEnumerable<string>>? resolve)
{
    private const int Version = 1;
    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 16,
        AllowDuplicateProperties = false,
    };

    private readonly Dictionary<string, TrustedDirectory> _directories = new(StringComparer.Ordinal);

    public ToolPolicySet Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ToolPolicyException(origin, "", $"this is not JSON: {e.Message}", e);
        }
    }

    private ToolPolicySet Read(JsonElement root)
    {
        Expect(root, JsonValueKind.Object, "");
        AllowOnly(root, "", "version", "directories", "tools");
        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number)
            || number != Version)
        {
            throw Problem("version", $"the version must be {Version}");
        }

        foreach (var directory in Members(root, "directories", ""))
        {
            _directories.Add(directory.Name, ReadDirectory(directory));
        }

        var tools = new Dictionary<string, ToolDeclaration>(StringComparer.Ordinal);
        foreach (var tool in Members(root, "tools", ""))
        {
            tools.Add(tool.Name, ReadTool(tool.Value, "tools." + tool.Name));
        }

        return new ToolPolicySet(tools, [.. _directories.Values]);
    }

    private TrustedDirectory ReadDirectory(JsonProperty property)
    {
        string place = "directories." + property.Name;
        Expect(property.Value, JsonValueKind.Object, place);
        AllowOnly(property.Value, place, "values", "from");
        List<string> values = [.. Texts(property.Value, "values", place) ?? []];
        foreach (string source in Texts(property.Value, "from", place) ?? [])
        {
            values.AddRange(resolve is null
                ? throw Problem(place + ".from", $"nothing here can look up '{source}'; list the entries as values")
                : resolve(source));
        }

        return values.Contains("")
            ? throw Problem(place, "an entry is empty")
            : new TrustedDirectory(property.Name, values);
    }

    private ToolDeclaration ReadTool(JsonElement tool, string place)
    {
        Expect(tool, JsonValueKind.Object, place);
        AllowOnly(tool, place, "effects", "critical", "result", "fields", "fresh", "readers", "audience", "toleratesUntrustedBranch", "accept", "store");
        var strictest = ToolDeclaration.Strictest;
        return new ToolDeclaration
        {
            Effects = Texts(tool, "effects", place) is { } effects
                ? effects.Aggregate(ToolEffects.None, (sum, word) => sum | Word<ToolEffects>(word, place + ".effects"))
                : strictest.Effects,
            Critical = Texts(tool, "critical", place),
            Result = tool.TryGetProperty("result", out var result) ? Trust(result, place + ".result") : strictest.Result,
            Fields = Members(tool, "fields", place).ToDictionary(
                static field => field.Name, field => Trust(field.Value, $"{place}.fields.{field.Name}"), StringComparer.Ordinal),
            Fresh = Texts(tool, "fresh", place) ?? [],
            Readers = Texts(tool, "readers", place) is { } readers ? ReaderSet.Of(readers) : strictest.Readers,
            Audience = Texts(tool, "audience", place) is { } audience ? ReaderSet.Of(audience) : strictest.Audience,
            ToleratesUntrustedBranch = Flag(tool, "toleratesUntrustedBranch", place),
            Store = Text(tool, "store", place) is not "" and var store ? store : throw Problem(place + ".store", "the name is empty"),
            Acceptances = [.. Items(tool, "accept", place).Select((item, index) => ReadAcceptance(item, $"{place}.accept[{index}]"))],
        };
    }

    private ArgumentAcceptance ReadAcceptance(JsonElement item, string place)
    {
        Expect(item, JsonValueKind.Object, place);
        AllowOnly(item, place, "argument", "directory", "minimum", "maximum", "earliest", "latest", "whenTrusted");
        var acceptance = new ArgumentAcceptance(Text(item, "argument", place) ?? throw Problem(place, "the argument is missing"))
        {
            Directory = Text(item, "directory", place) is not { } name ? null
                : _directories.GetValueOrDefault(name) ?? throw Problem(place + ".directory", $"there is no directory '{name}'"),
            Minimum = Number(item, "minimum", place),
            Maximum = Number(item, "maximum", place),
            Earliest = Date(item, "earliest", place),
            Latest = Date(item, "latest", place) is { } day && item.GetProperty("latest").GetString()!.Length == "2031-03-06".Length
                ? day.AddDays(1).AddTicks(-1) // The last day that passes, all of it.
                : Date(item, "latest", place),
            WhenTrusted = Texts(item, "whenTrusted", place) ?? [],
        };
        int kinds = (acceptance.Directory is not null ? 1 : 0)
            + (acceptance.Minimum is not null || acceptance.Maximum is not null ? 1 : 0)
            + (acceptance.Earliest is not null || acceptance.Latest is not null ? 1 : 0);
        return kinds == 1
            ? acceptance
            : throw Problem(place, "it needs either a directory, or a minimum or a maximum, or an earliest or a latest date");
    }

    private Integrity Trust(JsonElement value, string place)
    {
        Expect(value, JsonValueKind.String, place);
        var trust = Word<Integrity>(value.GetString()!, place);
        return trust <= Integrity.ToolTrusted ? trust : throw Problem(place, "a tool's result is untrusted or toolTrusted");
    }

    private T Word<T>(string word, string place)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw Problem(place, $"'{word}' came, and there are {string.Join(", ", Enum.GetNames<T>())}");
    }

    private JsonElement.ObjectEnumerator Members(JsonElement parent, string name, string place)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            return default;
        }

        Expect(value, JsonValueKind.Object, Join(place, name));
        return value.EnumerateObject();
    }

    private JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string place)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            return default;
        }

        Expect(value, JsonValueKind.Array, Join(place, name));
        return value.EnumerateArray();
    }

    private List<string>? Texts(JsonElement parent, string name, string place)
    {
        if (!parent.TryGetProperty(name, out _))
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var item in Items(parent, name, place))
        {
            Expect(item, JsonValueKind.String, Join(place, name));
            texts.Add(item.GetString()!);
        }

        return texts;
    }

    private string? Text(JsonElement parent, string name, string place)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            return null;
        }

        Expect(value, JsonValueKind.String, Join(place, name));
        return value.GetString();
    }

    private double? Number(JsonElement parent, string name, string place)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            return null;
        }

        Expect(value, JsonValueKind.Number, Join(place, name));
        return value.GetDouble();
    }

    private DateTimeOffset? Date(JsonElement parent, string name, string place) => Text(parent, name, place) is not { } text
        ? null
        : DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmzzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw Problem(Join(place, name), $"'{text}' came, and a date such as 2031-03-06 or 2031-03-06T09:30+01:00 was expected");

    private bool Flag(JsonElement parent, string name, string place) =>
        parent.TryGetProperty(name, out var value)
        && (value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Problem(Join(place, name), "it must be true or false"));

    private void AllowOnly(JsonElement value, string place, params string[] names)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (!names.Contains(property.Name, StringComparer.Ordinal))
            {
                throw Problem(Join(place, property.Name), $"this is not known here; there are {string.Join(", ", names)}");
            }
        }
    }

    private void Expect(JsonElement value, JsonValueKind kind, string place)
    {
        if (value.ValueKind != kind)
        {
            throw Problem(place, $"{value.ValueKind} came, and {kind} was expected");
        }
    }

    private static string Join(string place, string name) => place.Length == 0 ? name : place + "." + name;

    private ToolPolicyException Problem(string place, string problem) => new(origin, place, problem);
}
