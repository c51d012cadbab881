using System.Text.Json;

namespace AiOs;

/// <summary>What a value that a quarantined reader gives must look like: a small, closed part of JSON Schema. Immutable.</summary>
/// <remarks>
/// Types are string (<c>maxLength</c>, by default 1,024; <c>enum</c>), number and integer (<c>minimum</c>, <c>maximum</c>), boolean,
/// array (<c>items</c>, <c>maxItems</c>, by default 64) and object (<c>properties</c>, all required, no others).
/// </remarks>
public sealed class ValueSchema
{
    private const int DefaultMaxLength = 1_024;
    private const int DefaultMaxItems = 64;
    private const int MaxDepth = 8;

    private readonly string _type;
    private readonly double _maximum;
    private readonly double _minimum;
    private readonly HashSet<string>? _choices;
    private readonly ValueSchema? _items;
    private readonly Dictionary<string, ValueSchema>? _properties;

    private ValueSchema(JsonElement schema, int depth)
    {
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
        {
            throw new PlanException($"A schema must be an object, at most {MaxDepth} deep.");
        }

        Source = schema.Clone();
        _type = schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "";
        switch (_type)
        {
            case "string":
                AllowOnly("type", "maxLength", "enum", "description");
                _maximum = NumberOf("maxLength", DefaultMaxLength);
                _choices = schema.TryGetProperty("enum", out var choices) ? ChoicesOf(choices) : null;
                break;
            case "number" or "integer":
                AllowOnly("type", "minimum", "maximum", "description");
                _minimum = NumberOf("minimum", double.NegativeInfinity);
                _maximum = NumberOf("maximum", double.PositiveInfinity);
                break;
            case "boolean":
                AllowOnly("type", "description");
                break;
            case "array":
                AllowOnly("type", "items", "maxItems", "description");
                _maximum = NumberOf("maxItems", DefaultMaxItems);
                _items = new ValueSchema(schema.TryGetProperty("items", out var items) ? items : default, depth + 1);
                break;
            case "object":
                AllowOnly("type", "properties", "description");
                _properties = PropertiesOf(schema, depth);
                break;
            default:
                throw new PlanException($"A schema has the type '{_type}', and there are string, number, integer, boolean, array and object.");
        }
    }

    /// <summary>Gets the schema as JSON.</summary>
    public JsonElement Source { get; }

    /// <summary>Reads a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The schema, checked.</returns>
    /// <exception cref="PlanException">It uses what is not known here.</exception>
    public static ValueSchema Parse(JsonElement schema) => new(schema, 0);

    /// <summary>Tells whether a value looks as it must.</summary>
    /// <param name="value">The value.</param>
    /// <returns>True when it fits, down to the last element.</returns>
    public bool Fits(JsonElement value) => _type switch
    {
        "string" => value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            && text.Length <= _maximum && (_choices is null || _choices.Contains(text)),
        "number" => value.ValueKind == JsonValueKind.Number && IsInRange(value.GetDouble()),
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole) && IsInRange(whole),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= _maximum && value.EnumerateArray().All(_items!.Fits),
        _ => value.ValueKind == JsonValueKind.Object && FitsProperties(value),
    };

    private bool FitsProperties(JsonElement value)
    {
        int count = 0;
        foreach (var property in value.EnumerateObject())
        {
            count++;
            if (!_properties!.TryGetValue(property.Name, out var schema) || !schema.Fits(property.Value))
            {
                return false;
            }
        }

        return count == _properties!.Count;
    }

    private bool IsInRange(double number) => number >= _minimum && number <= _maximum;

    private double NumberOf(string name, double otherwise) =>
        !Source.TryGetProperty(name, out var value) ? otherwise
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw new PlanException($"'{name}' of a schema must be a number.");

    private static HashSet<string> ChoicesOf(JsonElement choices) =>
        choices.ValueKind == JsonValueKind.Array && choices.EnumerateArray().All(static choice => choice.ValueKind == JsonValueKind.String)
            ? choices.EnumerateArray().Select(static choice => choice.GetString()!).ToHashSet(StringComparer.Ordinal)
            : throw new PlanException("'enum' of a schema must be a list of texts.");

    private static Dictionary<string, ValueSchema> PropertiesOf(JsonElement schema, int depth) =>
        schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().ToDictionary(
                static property => property.Name, property => new ValueSchema(property.Value, depth + 1), StringComparer.Ordinal)
            : throw new PlanException("An object's schema must have properties.");

    private void AllowOnly(params string[] names)
    {
        foreach (var property in Source.EnumerateObject())
        {
            if (!names.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new PlanException($"A schema of type '{_type}' has '{property.Name}', and there are {string.Join(", ", names)}.");
            }
        }
    }
}
