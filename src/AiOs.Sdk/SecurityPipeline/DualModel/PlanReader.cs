using System.Text.Json;

namespace AiOs;

/// <summary>Reads a plan strictly: unknown words, unknown handles and handles of another scope are errors.</summary>
internal sealed class PlanReader(PlanLimits limits)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128, AllowDuplicateProperties = false };

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private int _steps;

    public Plan Read(string json)
    {
        if (json.Length > limits.TextCharacters)
        {
            throw new PlanException($"The plan has {json.Length:N0} characters, and {limits.TextCharacters:N0} are allowed.");
        }

        try
        {
            using var document = JsonDocument.Parse(Unfenced(json), Options);
            var root = document.RootElement.Clone();
            AllowOnly(root, "the plan", "steps", "answer");
            var scope = new HashSet<string>(StringComparer.Ordinal);
            var steps = ReadSteps(Property(root, "steps", JsonValueKind.Array, "the plan"), scope, 0);
            JsonElement[] answer = root.TryGetProperty("answer", out var value)
                ? value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value]
                : [];
            CheckAll(answer, scope, "the answer");
            return new Plan(root, steps, answer);
        }
        catch (JsonException e)
        {
            throw new PlanException($"The plan is not JSON: {e.Message}", e);
        }
    }

    // Models like to put JSON between fences; what stands around them is not part of the plan.
    private static string Unfenced(string text)
    {
        int begin = text.IndexOf('{', StringComparison.Ordinal);
        int end = text.LastIndexOf('}');
        return begin >= 0 && end > begin ? text[begin..(end + 1)] : text;
    }

    private List<PlanStep> ReadSteps(JsonElement steps, HashSet<string> scope, int depth)
    {
        if (depth > limits.Depth)
        {
            throw new PlanException($"Branches and loops stand more than {limits.Depth} deep in each other.");
        }

        var read = new List<PlanStep>();
        foreach (var step in steps.EnumerateArray())
        {
            if (++_steps > limits.Steps)
            {
                throw new PlanException($"The plan has more than {limits.Steps} steps.");
            }

            read.Add(ReadStep(step, scope, depth));
        }

        return read;
    }

    private PlanStep ReadStep(JsonElement step, HashSet<string> scope, int depth)
    {
        if (step.ValueKind != JsonValueKind.Object)
        {
            throw new PlanException($"A step must be an object, but {step.ValueKind} came.");
        }

        string id = Text(step, "id", "a step") ?? throw new PlanException("A step has no id.");
        if (!_ids.Add(id))
        {
            throw new PlanException($"Two steps are called '{id}'.");
        }

        PlanStep read = Kind(step, id) switch
        {
            "call" => ReadCall(step, id, scope),
            "read" => ReadRead(step, id, scope),
            "pick" => ReadPick(step, id, scope),
            "if" => ReadBranch(step, id, scope, depth),
            _ => ReadLoop(step, id, scope, depth),
        };
        scope.Add(id);
        return read;
    }

    private static string Kind(JsonElement step, string id)
    {
        string[] kinds = ["call", "read", "pick", "if", "forEach"];
        string[] found = [.. kinds.Where(kind => step.TryGetProperty(kind, out _))];
        return found.Length == 1
            ? found[0]
            : throw new PlanException($"Step '{id}' must have exactly one of {string.Join(", ", kinds)}, and has {found.Length}.");
    }

    private static CallStep ReadCall(JsonElement step, string id, HashSet<string> scope)
    {
        AllowOnly(step, id, "id", "call", "arguments");
        var arguments = Map(step, "arguments", id);
        CheckAll(arguments.Values, scope, $"step '{id}'");
        return new CallStep(id, Text(step, "call", id)!, arguments);
    }

    private static ReadStep ReadRead(JsonElement step, string id, HashSet<string> scope)
    {
        AllowOnly(step, id, "id", "read", "ask", "as");
        var sources = Property(step, "read", JsonValueKind.Array, id).EnumerateArray().Select(source => Handle(source, scope, id)).ToList();
        return new ReadStep(
            id, sources, Text(step, "ask", id) ?? "", ValueSchema.Parse(Property(step, "as", JsonValueKind.Object, id)));
    }

    private static PickStep ReadPick(JsonElement step, string id, HashSet<string> scope)
    {
        AllowOnly(step, id, "id", "pick", "at", "where", "largest", "smallest", "take");
        var where = Map(step, "where", id);
        CheckAll(where.Values, scope, $"step '{id}'");
        string? largest = Text(step, "largest", id);
        string? smallest = Text(step, "smallest", id);
        return largest is not null && smallest is not null
            ? throw new PlanException($"Step '{id}' asks for the largest and the smallest at once.")
            : new PickStep(
                id,
                Handle(step.GetProperty("pick"), scope, id),
                Text(step, "at", id),
                where,
                largest,
                smallest,
                Text(step, "take", id) ?? throw new PlanException($"Step '{id}' does not say which field to take."));
    }

    private BranchStep ReadBranch(JsonElement step, string id, HashSet<string> scope, int depth)
    {
        AllowOnly(step, id, "id", "if", "then", "else");
        var condition = step.GetProperty("if");
        PlanExpressions.Check(condition, scope, $"step '{id}'");

        // Each way has handles of its own: what only one of them made cannot be named after it.
        var then = ReadSteps(Property(step, "then", JsonValueKind.Array, id), new HashSet<string>(scope, StringComparer.Ordinal), depth + 1);
        List<PlanStep> otherwise = step.TryGetProperty("else", out _)
            ? ReadSteps(Property(step, "else", JsonValueKind.Array, id), new HashSet<string>(scope, StringComparer.Ordinal), depth + 1)
            : [];
        return new BranchStep(id, condition, then, otherwise);
    }

    private LoopStep ReadLoop(JsonElement step, string id, HashSet<string> scope, int depth)
    {
        AllowOnly(step, id, "id", "forEach", "as", "do");
        var items = step.GetProperty("forEach");
        PlanExpressions.Check(items, scope, $"step '{id}'");
        string item = Text(step, "as", id) ?? throw new PlanException($"Step '{id}' does not name its item.");
        if (!_ids.Add(item))
        {
            throw new PlanException($"Two handles are called '{item}'.");
        }

        var inner = new HashSet<string>(scope, StringComparer.Ordinal) { item };
        return new LoopStep(id, items, item, ReadSteps(Property(step, "do", JsonValueKind.Array, id), inner, depth + 1));
    }

    private static void CheckAll(IEnumerable<JsonElement> expressions, HashSet<string> scope, string place)
    {
        foreach (var expression in expressions)
        {
            PlanExpressions.Check(expression, scope, place);
        }
    }

    private static string Handle(JsonElement value, HashSet<string> scope, string id)
    {
        string handle = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return scope.Contains(handle)
            ? handle
            : throw new PlanException($"Step '{id}' names '{handle}', which no earlier step of its scope made.");
    }

    private static Dictionary<string, JsonElement> Map(JsonElement step, string name, string id) =>
        step.TryGetProperty(name, out _)
            ? Property(step, name, JsonValueKind.Object, id).EnumerateObject()
                .ToDictionary(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal)
            : new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    private static JsonElement Property(JsonElement parent, string name, JsonValueKind kind, string place) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw new PlanException($"'{name}' of {place} must be there, and be {kind}.");

    private static string? Text(JsonElement parent, string name, string place) =>
        !parent.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text
        : throw new PlanException($"'{name}' of {place} must be text that is not empty.");

    private static void AllowOnly(JsonElement value, string place, params string[] names)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new PlanException($"{place} must be an object, but {value.ValueKind} came.");
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!names.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new PlanException($"'{property.Name}' of {place} is not known; there are {string.Join(", ", names)}.");
            }
        }
    }
}
