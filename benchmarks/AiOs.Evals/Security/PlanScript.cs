using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiOs;

/// <summary>
/// Writes the plan that a perfect planner would commit for a recorded task, and keeps what a truthful reader would read for it.
/// </summary>
/// <remarks>
/// The ceiling of the architecture and not of any model: the order of the tools is taken from the record. What each argument may
/// be made of is worked out here: the user's own words, a field that a tool vouches for, or else what a quarantined reader reads.
/// A request that depends on what is found becomes a branch.
/// </remarks>
internal sealed class PlanScript
{
    private readonly Suite _suite;
    private readonly SuiteTask _task;
    private readonly IReadOnlyDictionary<string, ToolDescriptor> _tools;
    private readonly PromptText _prompt;
    private readonly List<(string Handle, SuiteCall Call)> _results = [];
    private readonly Dictionary<string, JsonNode?> _readings = new(StringComparer.Ordinal);
    private int _handles;

    private PlanScript(Suite suite, SuiteTask task, IReadOnlyDictionary<string, ToolDescriptor> tools)
    {
        _suite = suite;
        _task = task;
        _tools = tools;
        _prompt = new PromptText(task.Prompt);
    }

    /// <summary>Gets the plan, as the planner says it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Gets what a truthful reader answers, by the name of the reading step.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Readings => _readings;

    /// <summary>Writes the plan of a task.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="task">The task.</param>
    /// <param name="tools">The tools, with what the host declares of them.</param>
    /// <param name="flow">How effects are bent: as recorded, at the wrong end of a branch, or in a loop over what was read.</param>
    public static PlanScript Of(
        Suite suite, SuiteTask task, IReadOnlyDictionary<string, ToolDescriptor> tools, PlanFlow flow = PlanFlow.AsRecorded)
    {
        var script = new PlanScript(suite, task, tools);
        var steps = script.Steps(0, flow);
        JsonArray answer = task.Answer.Length == 0 || script._results.Count == 0 ? [] : [script.Read(JsonValue.Create(task.Answer), steps, 4_000)];
        script.Text = new JsonObject { ["steps"] = steps, ["answer"] = answer }.ToJsonString();
        return script;
    }

    private JsonArray Steps(int index, PlanFlow flow)
    {
        var steps = new JsonArray();
        for (; index < _task.Calls.Count; index++)
        {
            var call = _task.Calls[index];
            bool isEffect = _tools[call.Tool].Effects.IsOutward() && _results.Count > 0;
            var arguments = new JsonObject();
            foreach (var (name, value) in call.Arguments)
            {
                arguments[name] = Expression(value, _tools[call.Tool], name, steps);
            }

            string handle = $"s{++_handles}";
            var step = new JsonObject { ["id"] = handle, ["call"] = call.Tool, ["arguments"] = arguments };
            if (isEffect && flow == PlanFlow.FlippedBranch)
            {
                steps.Add(Flipped(step, steps));
                continue;
            }

            if (isEffect && flow == PlanFlow.RepeatedLoop)
            {
                steps.Add(Looped(step, steps));
                continue;
            }

            if (isEffect && flow == PlanFlow.AsRecorded && _prompt.Condition.Success)
            {
                steps.Add(Conditional(step, handle, call, index, steps));
                return steps;
            }

            steps.Add(step);
            _results.Add((handle, call));
        }

        return steps;
    }

    // The rest of the plan stands in the branch: the user said so.
    private JsonObject Conditional(JsonObject step, string handle, SuiteCall call, int index, JsonArray steps)
    {
        var condition = Comparison(steps) ?? Read(JsonValue.Create(true), steps);
        int visible = _results.Count;
        _results.Add((handle, call));
        var rest = Steps(index + 1, PlanFlow.Straight);
        rest.Insert(0, step);
        _results.RemoveRange(visible, _results.Count - visible); // What only the branch made cannot be named after it.
        return new JsonObject { ["id"] = $"b{++_handles}", ["if"] = condition, ["then"] = rest };
    }

    // "Rated over 4" compares a number: where a tool vouches for a field that makes it true, no reader need judge.
    private JsonObject? Comparison(JsonArray steps)
    {
        string clause = _prompt.Condition.Value;
        bool isGreater = Contains(clause, "over", "higher", "more", "above", "greater", "at least", "exceeds");
        bool isLess = Contains(clause, "under", "below", "less", "lower", "cheaper", "at most");
        double[] numbers = [.. clause.Split(' ', ',')
            .Select(word => double.TryParse(word, CultureInfo.InvariantCulture, out double n) ? n : double.NaN)
            .Where(double.IsFinite)];
        if (numbers.Length == 0 || isGreater == isLess && !isGreater)
        {
            return null;
        }

        foreach (var (handle, call) in Enumerable.Reverse(_results))
        {
            foreach (var (field, value) in Fields(call).OfType<JsonObject>().SelectMany(static row => row))
            {
                if (value?.GetValueKind() == JsonValueKind.Number
                    && (isGreater ? value.GetValue<double>() > numbers[0] : value.GetValue<double>() < numbers[0]))
                {
                    string pick = $"p{++_handles}";
                    steps.Add(new JsonObject { ["id"] = pick, ["pick"] = handle, ["at"] = "rows", ["take"] = field });
                    return new JsonObject { [isGreater ? "$greater" : "$less"] = new JsonArray(Reference(pick), JsonValue.Create(numbers[0])) };
                }
            }
        }

        return null;
    }

    // In the clean world the condition holds and nothing is done: whoever flips it does what nobody asked for.
    private JsonObject Flipped(JsonObject step, JsonArray steps) => new()
    {
        ["id"] = $"b{++_handles}",
        ["if"] = Read(JsonValue.Create(false), steps),
        ["then"] = new JsonArray(step),
    };

    // In the clean world the list is empty.
    private JsonObject Looped(JsonObject step, JsonArray steps) => new()
    {
        ["id"] = $"l{++_handles}",
        ["forEach"] = Read(new JsonArray(), steps),
        ["as"] = $"i{++_handles}",
        ["do"] = new JsonArray(step),
    };

    private JsonNode? Expression(JsonElement value, ToolDescriptor tool, string argument, JsonArray steps)
    {
        if (_results.Count == 0 || value.ValueKind is JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False
            || IsChoice(tool, argument, value) || _prompt.Knows(value))
        {
            return Node(value);
        }

        if (Pick(value, steps) is { } picked)
        {
            return picked;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return new JsonArray([.. value.EnumerateArray().Select(item => Expression(item, tool, argument, steps))]);
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return new JsonObject(value.EnumerateObject().Select(
                property => KeyValuePair.Create(property.Name, Expression(property.Value, tool, property.Name, steps))));
        }

        bool isCritical = tool.Effects.IsOutward() && tool.CriticalArguments?.Contains(argument, StringComparer.Ordinal) != false;
        if (isCritical && !_results.Any(result => IsTrusted(result.Call) && Mentions(result.Call.Clean, value)))
        {
            LookUp(value, steps);
        }

        return Read(Node(value), steps);
    }

    // A planner that needs what the user's own records hold asks them, by a tool without arguments that the host vouches for.
    private void LookUp(JsonElement value, JsonArray steps)
    {
        var call = _suite.UserTasks.SelectMany(static task => task.Calls).FirstOrDefault(
            call => call.Arguments.Count == 0 && IsTrusted(call) && !_tools[call.Tool].Effects.IsOutward() && Mentions(call.Clean, value));
        if (call is not null)
        {
            string handle = $"s{++_handles}";
            steps.Add(new JsonObject { ["id"] = handle, ["call"] = call.Tool, ["arguments"] = new JsonObject() });
            _results.Add((handle, call));
        }
    }

    private JsonObject? Pick(JsonElement value, JsonArray steps)
    {
        foreach (var (handle, call) in Enumerable.Reverse(_results))
        {
            var rows = Fields(call).OfType<JsonObject>().ToList();
            foreach (string field in VouchedFields.Of(_tools[call.Tool]))
            {
                if (rows.Any(row => Same(row[field], value)) && Choice(rows, field, value) is { } choice)
                {
                    string pick = $"p{++_handles}";
                    choice["id"] = pick;
                    choice["pick"] = handle;
                    choice["at"] = "rows";
                    choice["take"] = field;
                    steps.Add(choice);
                    return Reference(pick);
                }
            }
        }

        return null;
    }

    // One row, one that another field of the user's own words names, or the first or last by a number.
    private JsonObject? Choice(List<JsonObject> rows, string field, JsonElement value)
    {
        if (rows.Count == 1)
        {
            return [];
        }

        foreach (string other in rows.SelectMany(static row => row.Select(static pair => pair.Key))
            .Distinct(StringComparer.Ordinal).Where(name => name != field))
        {
            foreach (var row in rows.Where(row => row[other] is { } known && _prompt.Knows(ToElement(known)) && known.ToString().Length > 0))
            {
                var left = rows.Where(candidate => JsonNode.DeepEquals(candidate[other], row[other])).ToList();
                if (left.Count == 1 && Same(left[0][field], value))
                {
                    return new JsonObject { ["where"] = new JsonObject { [other] = row[other]!.DeepClone() } };
                }
            }

            var numbered = rows.Where(row => row[other]?.GetValueKind() == JsonValueKind.Number).OrderBy(row => row[other]!.GetValue<double>()).ToList();
            if (numbered.Count > 1 && Contains(_task.Prompt, "largest", "most", "highest", "biggest") && Same(numbered[^1][field], value))
            {
                return new JsonObject { ["largest"] = other };
            }

            if (numbered.Count > 1 && Contains(_task.Prompt, "smallest", "least", "lowest", "cheapest") && Same(numbered[0][field], value))
            {
                return new JsonObject { ["smallest"] = other };
            }
        }

        return null;
    }

    // From a trusted result where one mentions it; otherwise from those that do, or from all.
    private JsonObject Read(JsonNode? value, JsonArray steps, int maxLength = 1_000)
    {
        string id = $"r{++_handles}";
        var element = ToElement(value);
        var mentioning = _results.Where(result => Mentions(result.Call.Clean, element)).ToList();
        var trusted = mentioning.Where(result => IsTrusted(result.Call)).ToList();
        var sources = trusted.Count > 0 ? [trusted[^1]] : mentioning.Count > 0 ? mentioning : _results;
        steps.Add(new JsonObject
        {
            ["id"] = id,
            ["read"] = new JsonArray([.. sources.Select(static source => (JsonNode)source.Handle)]),
            ["ask"] = "What is needed here.",
            ["as"] = SchemaOf(element, maxLength),
        });
        _readings[id] = value?.DeepClone();
        return Reference(id);
    }

    private static JsonObject SchemaOf(JsonElement value, int maxLength) => value.ValueKind switch
    {
        JsonValueKind.Number => new JsonObject { ["type"] = "number" },
        JsonValueKind.True or JsonValueKind.False => new JsonObject { ["type"] = "boolean" },
        JsonValueKind.Array => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string", ["maxLength"] = maxLength } },
        JsonValueKind.String => new JsonObject { ["type"] = "string", ["maxLength"] = Math.Max(maxLength, value.GetString()!.Length) },
        _ => new JsonObject { ["type"] = "string", ["maxLength"] = maxLength },
    };

    private bool IsTrusted(SuiteCall call) => _tools[call.Tool].ResultIntegrity > Integrity.Untrusted;

    private JsonArray Fields(SuiteCall call) => ResultRows.Of(call.Canary, VouchedFields.Of(_tools[call.Tool]));

    private static bool IsChoice(ToolDescriptor tool, string argument, JsonElement value) =>
        tool.Function.JsonSchema.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(argument, out var schema)
        && schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("enum", out var choices)
        && choices.ValueKind == JsonValueKind.Array
        && choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value));

    private static bool Mentions(string text, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => text.Contains(value.GetString()!, StringComparison.Ordinal),
        JsonValueKind.Number => text.Contains(value.GetDouble().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
        _ => false,
    };

    private static bool Same(JsonNode? node, JsonElement value) => node is not null && LedgerEntry.SameValue(ToElement(node), value);

    private static bool Contains(string text, params string[] words) =>
        words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static JsonObject Reference(string handle) => new() { ["$ref"] = handle };

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());

    private static JsonElement ToElement(JsonNode? node) => SuiteFunction.ToElement(node is null ? null : JsonSerializer.SerializeToElement(node));
}
