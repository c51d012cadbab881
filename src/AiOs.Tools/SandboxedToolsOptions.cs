namespace AiOs;

/// <summary>Which sandboxed tools to register, with their grants. Immutable.</summary>
public sealed record SandboxedToolsOptions
{
    /// <summary>Gets the settings of <c>python</c> and <c>python_session</c>; null for neither. By default their defaults.</summary>
    public PythonOptions? Python { get; init; } = new();

    /// <summary>Gets the settings of <c>terminal</c>; null for none. By default its defaults.</summary>
    public TerminalOptions? Terminal { get; init; } = new();

    /// <summary>Gets the folder of the host that file tools and <c>text_search</c> may use; null for no such tools. By default null.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets a value indicating whether file tools may change that folder. By default no.</summary>
    public bool IsFolderWritable { get; init; }

    /// <summary>Gets the most characters of long outputs that are kept to be read on. By default 32 million.</summary>
    public long OutputCharacters { get; init; } = 32_000_000;
}
