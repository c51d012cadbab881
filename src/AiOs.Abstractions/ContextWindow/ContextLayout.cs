namespace AiOs;

/// <summary>Everything that one request is rendered from.</summary>
/// <param name="Budget">The budget to prove.</param>
/// <param name="Frame">The frame.</param>
/// <param name="Resident">What the pager laid out.</param>
public sealed record ContextLayout(ContextBudget Budget, ContextFrame Frame, ResidentSet Resident);
