namespace AiOs;

/// <summary>How one step of a plan went.</summary>
public enum PlanStepOutcome
{
    /// <summary>It gave a value.</summary>
    Done = 0,

    /// <summary>It was tried and gave none.</summary>
    Failed = 1,

    /// <summary>The reference monitor stopped it.</summary>
    Blocked = 2,

    /// <summary>A value that it needs is missing, so it was not tried.</summary>
    Skipped = 3,
}
