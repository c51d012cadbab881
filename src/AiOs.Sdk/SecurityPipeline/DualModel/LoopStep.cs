using System.Text.Json;

namespace AiOs;

/// <summary>Does steps once for every item of a list. What the list was read from taints everything that follows.</summary>
/// <param name="Id">The handle of the list of what the last step gave for each item.</param>
/// <param name="Items">An expression that gives a list.</param>
/// <param name="Item">The handle of the item, inside of the loop.</param>
/// <param name="Body">The steps for each item.</param>
public sealed record LoopStep(string Id, JsonElement Items, string Item, IReadOnlyList<PlanStep> Body) : PlanStep(Id);
