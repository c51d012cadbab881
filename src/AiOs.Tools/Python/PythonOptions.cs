namespace AiOs;

/// <summary>Settings of the Python tools. Immutable.</summary>
public sealed record PythonOptions
{
    private const int MaxSpareInterpreters = 16;

    /// <summary>Gets the interpreter, as a path inside the sandbox. By default <c>/usr/bin/python3</c>.</summary>
    public string InterpreterPath { get; init; } = "/usr/bin/python3";

    /// <summary>Gets a value indicating whether installed packages can be imported. By default no: starting takes twice as long with them.</summary>
    public bool AllowsPackages { get; init; }

    /// <summary>Gets how many interpreters for next calls are started during a call of <c>python</c>. 0 to 16, 0 for none; by default 4.</summary>
    /// <remarks>
    /// Each waits in a sandbox of its own, which it shares with no other call, for up to 10 minutes: 3 to 7 MB for nearly all the time of
    /// a call. The first call starts some, and those after it the others. Only <see cref="BubblewrapSandbox"/> does so. What is mounted is
    /// looked up when the interpreter starts.
    /// </remarks>
    public int SpareInterpreters { get; init; } = 4;

    /// <summary>Gets what of the host's files programs see. By default nothing.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Gets a value indicating whether programs may use the network. By default no.</summary>
    public bool AllowsNetwork { get; init; }

    /// <summary>Gets the limits of a program; of a session's calls, the wall time is each one's. By default <see cref="SandboxLimits"/>' own.</summary>
    public SandboxLimits Limits { get; init; } = new();

    /// <summary>Gets the most sessions that are kept; of those that run no cell, the one used longest ago ends first. At least 1; by default 8.</summary>
    /// <remarks>Each takes one of the places of <see cref="BubblewrapOptions.MaxConcurrency"/> for as long as it is kept.</remarks>
    public int MaxSessions { get; init; } = 8;

    /// <summary>Gets the longest that a session is kept unused. Above 0, up to 24 days; by default 10 minutes.</summary>
    public TimeSpan SessionIdleTime { get; init; } = TimeSpan.FromMinutes(10);

    internal PythonOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(InterpreterPath);
        ArgumentOutOfRangeException.ThrowIfNegative(SpareInterpreters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SpareInterpreters, MaxSpareInterpreters);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSessions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SessionIdleTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SessionIdleTime, TimeSpan.FromDays(24)); // Timers count 32-bit milliseconds.
        Limits.Validated();
        return this;
    }

    // -I: nothing of the environment or the current folder is read; -S: no packages; -B: no bytecode is written.
    internal IReadOnlyList<string> Flags => AllowsPackages ? ["-I", "-B"] : ["-I", "-S", "-B"];
}
