namespace AiOs;

/// <summary>A call of a tool.</summary>
public sealed class ToolSyscall : Syscall
{
    /// <summary>Creates a call.</summary>
    /// <param name="process">The process that calls.</param>
    /// <param name="controlLabel">The label of everything that led to the call.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="invocation">The call.</param>
    /// <param name="argumentLabels">The label of each argument by name; one that is missing has the control label.</param>
    public ToolSyscall(
        AgentProcess process,
        SecurityLabel controlLabel,
        ToolDescriptor tool,
        ToolInvocation invocation,
        IReadOnlyDictionary<string, SecurityLabel>? argumentLabels = null)
        : base(process, controlLabel)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentNullException.ThrowIfNull(invocation);
        Tool = tool;
        Invocation = invocation;
        ArgumentLabels = argumentLabels ?? EmptyLabels;
    }

    /// <inheritdoc/>
    public override string Subject => Tool.Subject;

    /// <summary>Gets the tool.</summary>
    public ToolDescriptor Tool { get; }

    /// <summary>Gets the call. The pipeline replaces it by a copy that nobody else can change, before it judges.</summary>
    public ToolInvocation Invocation { get; internal set; }

    /// <summary>
    /// Gets the label of the branches of a committed plan that led here, which some tools tolerate
    /// (<see cref="ToolDescriptor.ToleratesUntrustedBranch"/>). By default the system's: no branch.
    /// </summary>
    public SecurityLabel BranchLabel { get; init; } = SecurityLabel.System;

    /// <summary>Gets the label of each argument whose label is known apart from the control label.</summary>
    public IReadOnlyDictionary<string, SecurityLabel> ArgumentLabels { get; }

    /// <summary>Gets or sets the result; null until the terminal handler has run.</summary>
    public ToolResult? Result { get; set; }

    private static IReadOnlyDictionary<string, SecurityLabel> EmptyLabels { get; } =
        new Dictionary<string, SecurityLabel>(StringComparer.Ordinal);

    /// <summary>Gives the label of an argument.</summary>
    /// <param name="argument">The argument's name.</param>
    /// <returns>Its label, or the control label where it has none of its own.</returns>
    public SecurityLabel LabelOf(string argument) =>
        ArgumentLabels.TryGetValue(argument, out var label) ? label : ControlLabel;
}
