using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiOs;

/// <summary>
/// Works out the expressions of a plan: JSON in which an object with one name that begins with a dollar sign stands for something else.
/// </summary>
/// <remarks>The label of a value is the join of the labels of every handle in it, and of the plan's own label for its constants.</remarks>
internal static class PlanExpressions
{
    private const string Reference = "$ref";
    private static readonly string[] Operators = [Reference, "$join", "$not", "$and", "$equal", "$greater", "$less"];

    /// <summary>Checks that an expression only uses known operators and handles.</summary>
    /// <exception cref="PlanException">It does not.</exception>
    public static void Check(JsonElement expression, HashSet<string> scope, string place)
    {
        foreach (var (name, operand) in Nodes(expression))
        {
            if (!Operators.Contains(name, StringComparer.Ordinal))
            {
                throw new PlanException($"{place} uses '{name}', and there are {string.Join(", ", Operators)}.");
            }

            if (name == Reference && (operand.ValueKind != JsonValueKind.String || !scope.Contains(operand.GetString()!)))
            {
                throw new PlanException($"{place} names '{operand}', which no earlier step of its scope made.");
            }
        }
    }

    /// <summary>Gives the value of an expression.</summary>
    /// <param name="expression">The expression; checked.</param>
    /// <param name="handles">The results so far.</param>
    /// <param name="constants">The label of the plan's own words.</param>
    /// <exception cref="PlanValueException">A handle in it failed, or an operator cannot work on what it got.</exception>
    public static LabeledValue Evaluate(JsonElement expression, IReadOnlyDictionary<string, PlanHandle> handles, SecurityLabel constants)
    {
        // The label first: also a value that cannot be worked out tells of everything in it.
        var label = constants;
        foreach (var (name, operand) in Nodes(expression))
        {
            if (name == Reference && BoundaryChecks.Holds(BoundaryCheck.HandlesKeepLabels))
            {
                label = label.Join(handles[operand.GetString()!].Label);
            }
        }

        var node = Node(expression, handles, label);
        return new LabeledValue(JsonSerializer.SerializeToElement(node, PlanJsonContext.Default.JsonNode), label);
    }

    /// <summary>Gives a value's text, as it stands in an answer.</summary>
    public static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static JsonNode? Node(JsonElement expression, IReadOnlyDictionary<string, PlanHandle> handles, SecurityLabel label)
    {
        if (expression.ValueKind == JsonValueKind.Array)
        {
            return new JsonArray([.. expression.EnumerateArray().Select(item => Node(item, handles, label))]);
        }

        if (expression.ValueKind != JsonValueKind.Object)
        {
            return ToNode(expression);
        }

        if (OperatorOf(expression) is { } found)
        {
            return Apply(found.Name, found.Operand, handles, label);
        }

        return new JsonObject(expression.EnumerateObject().Select(
            property => KeyValuePair.Create(property.Name, Node(property.Value, handles, label))));
    }

    private static JsonNode? Apply(
        string name, JsonElement operand, IReadOnlyDictionary<string, PlanHandle> handles, SecurityLabel label)
    {
        if (name == Reference)
        {
            var handle = handles[operand.GetString()!];
            return handle.Value is { } value
                ? ToNode(value)
                : throw new PlanValueException($"'{operand.GetString()}' has no value: {handle.Failure}", label);
        }

        var items = operand.ValueKind == JsonValueKind.Array
            ? operand.EnumerateArray().Select(item => ToElement(Node(item, handles, label))).ToList()
            : [ToElement(Node(operand, handles, label))];
        return name switch
        {
            "$join" => JsonValue.Create(string.Concat(items.Select(TextOf))),
            "$not" => JsonValue.Create(!Truth(items[0], label)),
            "$and" => JsonValue.Create(items.TrueForAll(item => Truth(item, label))),
            "$equal" => JsonValue.Create(items.Count == 2 && JsonElement.DeepEquals(items[0], items[1])),
            "$greater" => JsonValue.Create(Number(items, 0, label) > Number(items, 1, label)),
            _ => JsonValue.Create(Number(items, 0, label) < Number(items, 1, label)),
        };
    }

    private static bool Truth(JsonElement value, SecurityLabel label) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw new PlanValueException("true or false was expected", label);

    private static double Number(List<JsonElement> items, int index, SecurityLabel label) =>
        index < items.Count && items[index].ValueKind == JsonValueKind.Number
            ? items[index].GetDouble()
            : throw new PlanValueException("two numbers were expected", label);

    private static IEnumerable<(string Name, JsonElement Operand)> Nodes(JsonElement expression)
    {
        if (OperatorOf(expression) is { } found)
        {
            yield return found;
            if (found.Name == Reference)
            {
                yield break;
            }
        }

        var children = expression.ValueKind switch
        {
            JsonValueKind.Array => expression.EnumerateArray(),
            JsonValueKind.Object => expression.EnumerateObject().Select(static property => property.Value),
            _ => Enumerable.Empty<JsonElement>(),
        };
        foreach (var child in children)
        {
            foreach (var node in Nodes(child))
            {
                yield return node;
            }
        }
    }

    private static (string Name, JsonElement Operand)? OperatorOf(JsonElement expression)
    {
        if (expression.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        using var properties = expression.EnumerateObject();
        return properties.MoveNext() && properties.Current.Name.StartsWith('$')
            ? (properties.Current.Name, properties.Current.Value)
            : null;
    }

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(value),
    };

    private static JsonElement ToElement(JsonNode? node) => JsonSerializer.SerializeToElement(node, PlanJsonContext.Default.JsonNode);
}
