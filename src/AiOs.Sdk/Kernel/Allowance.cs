namespace AiOs;

/// <summary>What can be divided of a budget.</summary>
internal readonly record struct Allowance(long Tokens, decimal CostUsd, long Steps)
{
    /// <summary>Gives the allowance that a granted budget takes from another.</summary>
    /// <remarks>A cost without limit is not divided: it would leave nothing of any.</remarks>
    public static Allowance Of(ProcessBudget granted, ProcessBudget from) =>
        new(granted.Tokens, from.CostUsd == decimal.MaxValue ? 0 : granted.CostUsd, granted.Steps);

    public static Allowance operator +(Allowance left, Allowance right) =>
        new(left.Tokens + right.Tokens, left.CostUsd + right.CostUsd, left.Steps + right.Steps);

    public static Allowance operator -(Allowance left, Allowance right) =>
        new(left.Tokens - right.Tokens, left.CostUsd - right.CostUsd, left.Steps - right.Steps);
}
