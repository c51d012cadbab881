namespace AiOs;

/// <summary>Has a quarantined reader, a model without tools, read a value out of earlier results.</summary>
/// <param name="Id">The handle of the value.</param>
/// <param name="Sources">The handles of what is read.</param>
/// <param name="Question">What is wanted; the planner's words.</param>
/// <param name="Schema">What the value must look like.</param>
public sealed record ReadStep(string Id, IReadOnlyList<string> Sources, string Question, ValueSchema Schema) : PlanStep(Id);
