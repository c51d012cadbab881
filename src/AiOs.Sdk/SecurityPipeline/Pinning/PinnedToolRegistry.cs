namespace AiOs;

/// <summary>Offers only tools that a human approved as they are: a new, renamed or changed one is withheld until approved.</summary>
/// <remarks>
/// <para>
/// A boundary. A tool's description is text that models obey, and it comes from the tool's server: one that changed after it was
/// approved, or came later, never reaches a model, and cannot be called.
/// </para>
/// <para>Threads: every member may be called from any thread. An approval takes effect for processes that start after it.</para>
/// </remarks>
public sealed class PinnedToolRegistry : IToolRegistry
{
    private readonly IToolRegistry _inner;
    private readonly IToolPinStore _pins;

    /// <summary>Creates a registry.</summary>
    /// <param name="inner">All tools.</param>
    /// <param name="pins">What was approved.</param>
    public PinnedToolRegistry(IToolRegistry inner, IToolPinStore pins)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(pins);
        _inner = inner;
        _pins = pins;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ToolDescriptor> Tools => [.. _inner.Tools.Where(tool => WhyWithheld(tool) is null)];

    /// <summary>Gets the tools that wait for approval, each with the pin that would approve it.</summary>
    public IReadOnlyList<WithheldTool> Withheld =>
    [
        .. from tool in _inner.Tools
           let reason = WhyWithheld(tool)
           where reason is not null
           select new WithheldTool(tool, PinOf(tool), reason),
    ];

    /// <summary>Gives the pin that approves a tool as it is.</summary>
    /// <param name="tool">The tool.</param>
    /// <returns>The pin.</returns>
    public static ToolPin PinOf(ToolDescriptor tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return new ToolPin(tool.Server, tool.Name, ToolPinHash.Of(tool));
    }

    /// <inheritdoc/>
    public ToolDescriptor? Find(string name) => _inner.Find(name) is { } tool && WhyWithheld(tool) is null ? tool : null;

    /// <inheritdoc/>
    public ValueTask<ToolResult> InvokeAsync(ToolInvocation invocation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return _inner.Find(invocation.Name) is { } tool && WhyWithheld(tool) is { } reason
            ? ValueTask.FromResult(Refused(invocation, reason))
            : _inner.InvokeAsync(invocation, cancellationToken);
    }

    private string? WhyWithheld(ToolDescriptor tool)
    {
        if (_pins.Find(tool.Server, tool.Name) is not { } pin)
        {
            return BoundaryChecks.Holds(BoundaryCheck.PinIsRequired) ? "nobody approved it yet" : null;
        }

        return string.Equals(pin.Hash, ToolPinHash.Of(tool), StringComparison.Ordinal)
            ? null
            : "its description or schema is not what was approved";
    }

    private static ToolResult Refused(ToolInvocation invocation, string reason)
    {
        string text = $"The tool '{ToolOutput.Shorten(invocation.Name, 64)}' cannot be called: {reason}.";
        return new ToolResult
        {
            Text = text,
            TotalCharacters = text.Length,
            Outcome = ToolOutcome.Refused,
            Label = invocation.ArgumentsLabel,
        };
    }
}
