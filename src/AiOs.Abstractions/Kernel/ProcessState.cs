namespace AiOs;

/// <summary>What a process is doing.</summary>
public enum ProcessState
{
    /// <summary>Waiting for a message.</summary>
    Waiting = 0,

    /// <summary>Working on a turn.</summary>
    Running = 1,

    /// <summary>Held back until it is resumed.</summary>
    Suspended = 2,

    /// <summary>Ended by itself.</summary>
    Exited = 3,

    /// <summary>Ended by an error or by its budget.</summary>
    Failed = 4,

    /// <summary>Ended by somebody else.</summary>
    Killed = 5,
}
