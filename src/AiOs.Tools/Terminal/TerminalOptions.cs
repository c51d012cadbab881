namespace AiOs;

/// <summary>Settings of the terminal tool. Immutable.</summary>
public sealed record TerminalOptions
{
    /// <summary>Gets the programs that may be named. By default readers and filters of text.</summary>
    /// <remarks>
    /// The list keeps a model to its task; what keeps it safe is the sandbox: some filters can start other programs of the system.
    /// </remarks>
    public IReadOnlyList<string> Programs { get; init; } =
    [
        "awk", "base64", "basename", "cat", "cmp", "comm", "cut", "date", "diff", "dirname", "du", "echo", "env", "file", "find", "fold",
        "grep", "head", "ls", "md5sum", "nl", "od", "paste", "printf", "sed", "seq", "sha256sum", "sort", "stat", "tail", "tr", "uniq", "wc",
    ];

    /// <summary>Gets what of the host's files programs see. By default nothing.</summary>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Gets the working folder inside the sandbox. By default <c>/tmp</c>.</summary>
    public string WorkingFolder { get; init; } = "/tmp";

    /// <summary>Gets a value indicating whether programs may use the network. By default no.</summary>
    public bool AllowsNetwork { get; init; }

    /// <summary>Gets the limits of a program.</summary>
    public SandboxLimits Limits { get; init; } = new();
}
