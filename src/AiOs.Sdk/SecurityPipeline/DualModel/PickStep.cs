using System.Text.Json;

namespace AiOs;

/// <summary>Picks one field of one row out of a JSON result, by program and not by model.</summary>
/// <param name="Id">The handle of the value.</param>
/// <param name="Source">The handle of the result: an array of objects, or one object.</param>
/// <param name="At">The property of the result that holds the rows; null for the result itself.</param>
/// <param name="Where">Expressions that fields must equal.</param>
/// <param name="Largest">The number field by whose largest value the row is chosen; null for none.</param>
/// <param name="Smallest">The number field by whose smallest value the row is chosen; null for none.</param>
/// <param name="Take">The field to take. Without a choice exactly one row must be left.</param>
public sealed record PickStep(
    string Id,
    string Source,
    string? At,
    IReadOnlyDictionary<string, JsonElement> Where,
    string? Largest,
    string? Smallest,
    string Take) : PlanStep(Id);
