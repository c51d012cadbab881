using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A tool with all that the kernel needs to know of it. Immutable.</summary>
public sealed record ToolDescriptor
{
    /// <summary>Gets the function: its name, description and argument schema are the tool's.</summary>
    public required AIFunction Function { get; init; }

    /// <summary>Gets the name by which models call it; unique in a registry.</summary>
    public string Name => Function.Name;

    /// <summary>Gets the version, as approvals and audit records quote it. By default 1.0.</summary>
    public string Version { get; init; } = "1.0";

    /// <summary>Gets what it does beside computing. By default everything outward, so that nothing passes undeclared.</summary>
    public ToolEffects Effects { get; init; } =
        ToolEffects.ReadsUntrusted | ToolEffects.Writes | ToolEffects.Sends | ToolEffects.Executes | ToolEffects.Spends;

    /// <summary>Gets the capabilities a process must hold to call it; empty for none.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Gets the arguments that an attacker must not choose, such as a recipient; null for all.</summary>
    public IReadOnlyList<string>? CriticalArguments { get; init; }

    /// <summary>Gets the trust in its results. By default untrusted; a result is never trusted more than its arguments.</summary>
    public Integrity ResultIntegrity { get; init; } = Integrity.Untrusted;

    /// <summary>Gets who can read what it sends. By default everyone, so that restricted data does not leave undeclared.</summary>
    public ReaderSet Audience { get; init; } = ReaderSet.Everyone;

    /// <summary>Gets a value indicating whether it may run while other calls of the same step run. By default no.</summary>
    public bool AllowsParallelCalls { get; init; }

    /// <summary>Gets a value indicating whether repeating a call has no further effect. By default no.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Gets the longest a call may take. By default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the most characters of a result that reach the model; the rest is cut with a note. By default 16,384.</summary>
    public int OutputLimitCharacters { get; init; } = 16_384;

    /// <summary>Gets who registered it, for messages about duplicates.</summary>
    public string Origin { get; init; } = "unknown";
}
