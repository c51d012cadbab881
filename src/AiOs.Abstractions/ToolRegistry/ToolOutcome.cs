namespace AiOs;

/// <summary>How a call of a tool ended.</summary>
public enum ToolOutcome
{
    /// <summary>It gave a result.</summary>
    Succeeded = 0,

    /// <summary>It raised an error.</summary>
    Failed = 1,

    /// <summary>It took longer than its timeout.</summary>
    TimedOut = 2,

    /// <summary>No tool has this name, or the process lacks a capability.</summary>
    Refused = 3,

    /// <summary>The security pipeline stopped it.</summary>
    Blocked = 4,

    /// <summary>It was begun, and its process was stopped before its end was written down: whether it took effect is not known.</summary>
    Unknown = 5,
}
