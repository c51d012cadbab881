namespace AiOs;

/// <summary>Settings of the whole SDK, checked when the host starts and when a kernel is first resolved.</summary>
/// <remarks>A service that the host registers itself takes its settings from the host; then the part here has no effect.</remarks>
public sealed class AiOsOptions
{
    /// <summary>Gets or sets what the context window counts for the parts of a request that are not text.</summary>
    public ContextWindowOptions Window { get; set; } = new();

    /// <summary>Gets or sets the settings of the default scheduler.</summary>
    public SchedulerOptions Scheduler { get; set; } = new();

    /// <summary>Gets or sets the settings of the tool registry.</summary>
    public ToolRegistryOptions Tools { get; set; } = new();

    /// <summary>Gets or sets the settings of the model store.</summary>
    public ModelStoreOptions Models { get; set; } = new();

    /// <summary>Gets or sets the settings of the security pipeline.</summary>
    public SecurityOptions Security { get; set; } = new();

    /// <summary>
    /// Gets or sets a value indicating whether start-up proves that the default model's window has room for every tool that a
    /// process without capabilities sees. By default yes; turn it off where every agent names its few tools of many.
    /// </summary>
    public bool ChecksToolBudget { get; set; } = true;
}
