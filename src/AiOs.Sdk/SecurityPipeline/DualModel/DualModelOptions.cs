namespace AiOs;

/// <summary>Settings of a dual-model agent. Immutable.</summary>
public sealed record DualModelOptions
{
    /// <summary>Gets the agent's name, for people and traces. By default <c>dual</c>.</summary>
    public string Name { get; init; } = "dual";

    /// <summary>Gets what the planner is told beside the plan's language and the tools: the host's own words. By default nothing.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>Gets which model plans. By default the first chat model of the store.</summary>
    public ModelRequest Planner { get; init; } = new();

    /// <summary>Gets which model reads untrusted text. By default the first chat model of the store.</summary>
    public ModelRequest Reader { get; init; } = new();

    /// <summary>Gets the shape that plans must have. By default any.</summary>
    public PlanPreset Preset { get; init; }

    /// <summary>Gets how large a plan may be.</summary>
    public PlanLimits Limits { get; init; } = new();

    /// <summary>Gets the names of the tools that plans may call; null for every tool that the capabilities allow.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Gets the capabilities of the process that runs the plan.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Gets what the process may use, the readers' turns included.</summary>
    public ProcessBudget Budget { get; init; } = new();

    /// <summary>Gets the principal that it works for; null for one that nobody knows.</summary>
    public string? Principal { get; init; }
}
