using System.Text.Json;

namespace AiOs;

/// <summary>Picks a field out of a JSON result, and says whom it comes from: the join of the fields that were looked at.</summary>
internal static class RowPicker
{
    /// <summary>Picks.</summary>
    /// <param name="step">What to pick.</param>
    /// <param name="source">The result.</param>
    /// <param name="where">What fields must equal, worked out.</param>
    /// <param name="control">The label of what led here.</param>
    /// <exception cref="PlanValueException">There is no such field, or not exactly one row.</exception>
    public static LabeledValue Pick(
        PickStep step, PlanHandle source, IReadOnlyDictionary<string, LabeledValue> where, SecurityLabel control)
    {
        var label = LabelOf(step, source, where, control);
        if (source.Value is not { } value)
        {
            throw new PlanValueException($"'{step.Source}' has no value: {source.Failure}", label);
        }

        var rows = Rows(value, step.At, label).Where(row => where.All(field => Equals(row, field.Key, field.Value.Value))).ToList();
        if (step.Largest is not null || step.Smallest is not null)
        {
            string field = step.Largest ?? step.Smallest!;
            rows = [.. rows.Where(row => Number(row, field) is not null).OrderBy(row => Number(row, field))];
            rows = rows.Count == 0 ? rows : [step.Largest is null ? rows[0] : rows[^1]];
        }

        return rows.Count == 1 && rows[0].TryGetProperty(step.Take, out var taken)
            ? new LabeledValue(taken.Clone(), label)
            : throw new PlanValueException($"{rows.Count} rows fit, and one with a field '{step.Take}' was expected", label);
    }

    // That a row was chosen by a field tells of that field: each one that is looked at counts, not only the one that is taken.
    private static SecurityLabel LabelOf(
        PickStep step, PlanHandle source, IReadOnlyDictionary<string, LabeledValue> where, SecurityLabel control)
    {
        if (source.Tool is not { } tool)
        {
            return where.Values.Aggregate(control.Join(source.Label), static (joined, value) => joined.Join(value.Label));
        }

        // A row that is chosen, and a field that is not fresh, tell of what the tool was asked.
        bool isFresh = tool.FreshFields.Contains(step.Take, StringComparer.Ordinal)
            && where.Count == 0 && step.Largest is null && step.Smallest is null;
        var label = control.Join(isFresh ? source.ControlLabel : source.ArgumentsLabel)
            .Join(new SecurityLabel(TrustOf(tool, step.Take), tool.ResultReaders));
        if (tool.Store is not null && !isFresh && !tool.FieldIntegrity.ContainsKey(step.Take))
        {
            label = label.Join(source.Label); // What was written there before, by whomever.
        }

        if (BoundaryChecks.Holds(BoundaryCheck.PicksJoinFields))
        {
            foreach (string field in new[] { step.Largest, step.Smallest }.OfType<string>().Concat(where.Keys))
            {
                label = label.Join(new SecurityLabel(TrustOf(tool, field), ReaderSet.Everyone));
            }
        }

        return where.Values.Aggregate(label, static (joined, value) => joined.Join(value.Label));
    }

    private static Integrity TrustOf(ToolDescriptor tool, string field) =>
        tool.FieldIntegrity.TryGetValue(field, out var trust) ? trust
        : tool.FreshFields.Contains(field, StringComparer.Ordinal) ? Integrity.ToolTrusted
        : tool.ResultIntegrity;

    private static IEnumerable<JsonElement> Rows(JsonElement value, string? at, SecurityLabel label)
    {
        if (at is not null)
        {
            value = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(at, out var inner)
                ? inner
                : throw new PlanValueException($"there is no property '{at}'", label);
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Where(static row => row.ValueKind == JsonValueKind.Object),
            JsonValueKind.Object => [value],
            _ => throw new PlanValueException("the result is neither an object nor a list of them", label),
        };
    }

    private static bool Equals(JsonElement row, string field, JsonElement expected) =>
        row.TryGetProperty(field, out var value) && JsonElement.DeepEquals(value, expected);

    private static double? Number(JsonElement row, string field) =>
        row.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
