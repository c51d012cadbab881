using System.Text.Json;

namespace AiOs;

/// <summary>A JSON value with what is known of where it came from. Immutable.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label">Its label: the join of all that it was computed from.</param>
public sealed record LabeledValue(JsonElement Value, SecurityLabel Label);
