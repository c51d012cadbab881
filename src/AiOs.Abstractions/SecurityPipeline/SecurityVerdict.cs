namespace AiOs;

/// <summary>A decision with its reason and its author, as it stands in the audit log.</summary>
public sealed record SecurityVerdict
{
    private SecurityVerdict(SecurityOutcome outcome, string decidedBy, string reason, string? replacement)
    {
        ArgumentException.ThrowIfNullOrEmpty(decidedBy);
        ArgumentNullException.ThrowIfNull(reason);
        Outcome = outcome;
        DecidedBy = decidedBy;
        Reason = reason;
        Replacement = replacement;
    }

    /// <summary>Gets what was decided.</summary>
    public SecurityOutcome Outcome { get; }

    /// <summary>Gets the name of the stage or policy that decided.</summary>
    public string DecidedBy { get; }

    /// <summary>Gets the reason, without quoting private content.</summary>
    public string Reason { get; }

    /// <summary>Gets the text that takes the place of the judged one; only with <see cref="SecurityOutcome.Rewrite"/>.</summary>
    public string? Replacement { get; }

    /// <summary>Lets the content pass.</summary>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <returns>The verdict.</returns>
    public static SecurityVerdict Allow(string decidedBy, string reason = "") =>
        new(SecurityOutcome.Allow, decidedBy, reason, null);

    /// <summary>Lets a changed version pass.</summary>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="reason">Why.</param>
    /// <param name="replacement">The text that passes.</param>
    /// <returns>The verdict.</returns>
    public static SecurityVerdict Rewrite(string decidedBy, string reason, string replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        return new SecurityVerdict(SecurityOutcome.Rewrite, decidedBy, reason, replacement);
    }

    /// <summary>Asks for a human's approval.</summary>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The verdict.</returns>
    public static SecurityVerdict RequireApproval(string decidedBy, string reason) =>
        new(SecurityOutcome.RequireApproval, decidedBy, reason, null);

    /// <summary>Stops the content or the call.</summary>
    /// <param name="decidedBy">Who decided.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The verdict.</returns>
    public static SecurityVerdict Block(string decidedBy, string reason) =>
        new(SecurityOutcome.Block, decidedBy, reason, null);
}
