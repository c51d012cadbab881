using System.Text.Json;

namespace AiOs;

/// <summary>Takes one of two ways. What the condition was read from taints everything that follows.</summary>
/// <param name="Id">The step's name.</param>
/// <param name="Condition">An expression that gives true or false.</param>
/// <param name="Then">The steps when true.</param>
/// <param name="Else">The steps when false.</param>
public sealed record BranchStep(string Id, JsonElement Condition, IReadOnlyList<PlanStep> Then, IReadOnlyList<PlanStep> Else) : PlanStep(Id);
