namespace AiOs;

/// <summary>A program to run in a sandbox, with all that it may reach and use. Immutable.</summary>
public sealed record SandboxCommand
{
    /// <summary>Gets the program: a path inside the sandbox, or a name that is looked up in the sandbox's own path.</summary>
    public required string Program { get; init; }

    /// <summary>Gets the arguments, passed on as they are: no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets the environment variables. The host's own never reach the program.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets what of the host's files is visible, beside a minimal read-only system.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Gets the working folder inside the sandbox. By default <c>/tmp</c>, which is private and empty at the start.</summary>
    public string WorkingFolder { get; init; } = "/tmp";

    /// <summary>Gets a value indicating whether the program may use the host's network. By default no.</summary>
    public bool AllowsNetwork { get; init; }

    /// <summary>Gets what it may use.</summary>
    public SandboxLimits Limits { get; init; } = new();
}
