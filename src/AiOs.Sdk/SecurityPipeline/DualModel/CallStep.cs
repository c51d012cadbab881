using System.Text.Json;

namespace AiOs;

/// <summary>Calls a tool.</summary>
/// <param name="Id">The handle of the result.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">An expression for each argument: JSON in which <c>{"$ref": handle}</c> stands for an earlier result.</param>
public sealed record CallStep(string Id, string Tool, IReadOnlyDictionary<string, JsonElement> Arguments) : PlanStep(Id);
