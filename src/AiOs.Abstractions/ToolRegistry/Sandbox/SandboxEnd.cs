namespace AiOs;

/// <summary>Why a sandboxed program ended.</summary>
public enum SandboxEnd
{
    /// <summary>It exited by itself.</summary>
    Exited = 0,

    /// <summary>A signal ended it: it crashed, or went beyond its processor time.</summary>
    Signalled = 1,

    /// <summary>It ran longer than its wall time, and was killed.</summary>
    TimedOut = 2,

    /// <summary>It wrote more than its output limit, and was killed if it still ran.</summary>
    OutputLimit = 3,

    /// <summary>Its process object was disposed of.</summary>
    Disposed = 4,
}
