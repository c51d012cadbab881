namespace AiOs;

/// <summary>One step of a committed plan. Immutable.</summary>
/// <param name="Id">The handle by which later steps name its result; unique in the plan.</param>
public abstract record PlanStep(string Id);
