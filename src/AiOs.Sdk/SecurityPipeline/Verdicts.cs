namespace AiOs;

/// <summary>Verdicts that more than one policy gives.</summary>
internal static class Verdicts
{
    /// <summary>Stops a call for good, or until a human approved it.</summary>
    public static SecurityVerdict Stop(SecurityOutcome outcome, string decidedBy, string reason) =>
        outcome == SecurityOutcome.RequireApproval
            ? SecurityVerdict.RequireApproval(decidedBy, reason)
            : SecurityVerdict.Block(decidedBy, reason);
}
