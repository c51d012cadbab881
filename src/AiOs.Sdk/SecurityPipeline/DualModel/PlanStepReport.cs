namespace AiOs;

/// <summary>How one step of a plan went.</summary>
/// <param name="Id">The step.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Reason">Why it gave no value; empty when it did.</param>
/// <param name="Label">The label of its value, or of the fact that there is none.</param>
public sealed record PlanStepReport(string Id, PlanStepOutcome Outcome, string Reason, SecurityLabel Label);
