namespace AiOs;

/// <summary>What a stage or a policy decided. A higher number is stricter, and the strictest one stands.</summary>
public enum SecurityOutcome
{
    /// <summary>Let it pass unchanged.</summary>
    Allow = 0,

    /// <summary>Let a changed version pass.</summary>
    Rewrite = 1,

    /// <summary>Let it pass only after a human approved exactly this.</summary>
    RequireApproval = 2,

    /// <summary>Stop it.</summary>
    Block = 3,
}
