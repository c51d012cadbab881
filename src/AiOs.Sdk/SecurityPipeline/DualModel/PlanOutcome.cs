namespace AiOs;

/// <summary>What running a plan gave.</summary>
/// <param name="Plan">The plan that was committed.</param>
/// <param name="Answer">The answer, judged by the output stages; untrusted parts of it are inert in Markdown and HTML.</param>
/// <param name="Label">The label of the answer.</param>
/// <param name="Steps">How each step went, in the order in which they were run.</param>
/// <param name="IsComplete">Whether every step of the plan that was due gave its value.</param>
public sealed record PlanOutcome(Plan Plan, string Answer, SecurityLabel Label, IReadOnlyList<PlanStepReport> Steps, bool IsComplete);
