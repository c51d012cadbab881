using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Opens what a process runs with, and proves before it starts that a turn can fit.</summary>
internal sealed class ProcessOpener(KernelServices services)
{
    private volatile SharedFrame? _lastFrame;
    private volatile SharedView? _lastView;

    /// <summary>Opens what a process needs: its model, its tools, its memory.</summary>
    /// <param name="spec">What it is started from.</param>
    /// <param name="open">Opens the memory with the settings that fit the model.</param>
    /// <param name="cancellationToken">Cancels the opening; nothing is left behind.</param>
    public async ValueTask<ProcessResources> OpenAsync(
        AgentSpec spec, Func<AddressSpaceOptions, ValueTask<IAddressSpace>> open, CancellationToken cancellationToken)
    {
        var lease = await services.Models.LeaseAsync(spec.Model, cancellationToken).ConfigureAwait(false);
        try
        {
            var window = services.WindowOf(lease.Manifest);
            var tools = VisibleTools(spec);
            var options = MemoryOptionsOf(spec, lease.Manifest, window);
            var view = ViewOf(window, tools, options.Budget);
            var frame = FrameOf(window, spec, view);
            ProveFrame(window, frame, options.Budget);
            var memory = Journalled(await open(options).ConfigureAwait(false));
            return new ProcessResources(lease, window, frame, tools, view.Deferred, options, memory);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the memory with an erasure that reaches the journal, where there is one.</summary>
    public IAddressSpace Journalled(IAddressSpace memory) => services.Eraser is { } eraser ? new JournalledMemory(memory, eraser) : memory;

    // Many processes are started from one spec: they share the frame, which is the largest thing that an idle one holds.
    private ContextFrame FrameOf(IContextWindow window, AgentSpec spec, ToolView view)
    {
        List<AITool> offered = [.. view.Resident.Select(static tool => tool.Function)];
        if (view.Deferred.Count > 0)
        {
            offered.Add(DeferredTool.Find);
            offered.Add(DeferredTool.Call);
        }

        if (spec.HasMemoryTools)
        {
            offered.Add(MemoryTool.Recall);
            offered.Add(MemoryTool.Page);
            offered.Add(MemoryTool.Pin);
        }

        offered.AddRange(ProcessTool.Of(spec));
        var last = _lastFrame;
        var format = spec.ChatOptions?.ResponseFormat;
        string further = spec.ChatOptions?.Instructions ?? "";
        if (last is not null && ReferenceEquals(last.Window, window) && last.Instructions == spec.Instructions && last.Further == further
            && ReferenceEquals(last.Format, format) && last.Frame.Tools.SequenceEqual(offered))
        {
            return last.Frame;
        }

        var frame = window.CreateFrame(spec.Instructions, offered, format);
        if (further.Length > 0)
        {
            // Each model's client places these by itself, beside the messages.
            frame = frame with { Tokens = MessageMeter.Sum(frame.Tokens, window.CreateFrame(further, []).Tokens) };
        }

        _lastFrame = new SharedFrame(window, spec.Instructions, further, format, frame);
        return frame;
    }

    // Measuring hundreds of schemas takes longer than everything else that a start does: done once for all that see the same tools.
    private ToolView ViewOf(IContextWindow window, List<ToolDescriptor> tools, ContextBudget budget)
    {
        int limit = (int)(budget.RequestTokens * services.SchemaShare);
        var last = _lastView;
        if (last is not null && ReferenceEquals(last.Window, window) && last.LimitTokens == limit && last.Tools.SequenceEqual(tools))
        {
            return last.View;
        }

        var view = ToolView.Of(window, tools, limit);
        _lastView = new SharedView(window, limit, tools, view);
        return view;
    }

    private static AddressSpaceOptions MemoryOptionsOf(AgentSpec spec, ModelManifest manifest, IContextWindow window)
    {
        int reserve = Math.Min(manifest.MaxOutputTokens, manifest.ContextWindowTokens / 2);
        var options = spec.Memory ?? new AddressSpaceOptions { Budget = new ContextBudget(manifest.ContextWindowTokens, reserve) };
        if (options.Budget.WindowTokens > manifest.ContextWindowTokens)
        {
            throw new ArgumentException(
                $"The memory of agent '{spec.Name}' is laid out for {options.Budget.WindowTokens:N0} tokens, but model '{manifest.Id}' "
                + $"takes {manifest.ContextWindowTokens:N0}. Lower AgentSpec.Memory.Budget, or correct the model's manifest.",
                nameof(spec));
        }

        return (options with { Window = options.Window ?? window, Reader = options.Reader ?? spec.Reader }).Validated();
    }

    // A request that holds nothing but the frame must fit: otherwise no turn ever would.
    private static void ProveFrame(IContextWindow window, ContextFrame frame, ContextBudget budget)
    {
        var nothing = new ResidentSet(0, [], null, [], []);
        window.Render(new ContextLayout(budget, frame, nothing));
    }

    private List<ToolDescriptor> VisibleTools(AgentSpec spec)
    {
        var allowed = services.Tools.Tools.Where(tool => tool.Permissions.All(spec.Capabilities.Contains));
        if (spec.Tools is null)
        {
            return [.. allowed];
        }

        var tools = new List<ToolDescriptor>(spec.Tools.Count);
        foreach (string name in spec.Tools)
        {
            var tool = services.Tools.Find(name) ?? throw new ArgumentException(
                $"The agent '{spec.Name}' names a tool '{name}' that nobody registered.", nameof(spec));
            if (tool.Permissions.FirstOrDefault(permission => !spec.Capabilities.Contains(permission)) is { } missing)
            {
                throw new ArgumentException(
                    $"The agent '{spec.Name}' names the tool '{name}', which needs the capability '{missing}'. Give it to the agent in "
                    + "AgentSpec.Capabilities, or leave the tool out.",
                    nameof(spec));
            }

            tools.Add(tool);
        }

        return tools;
    }

    /// <summary>The choice of resident tools that was made last, and what it was made from.</summary>
    private sealed record SharedView(IContextWindow Window, int LimitTokens, List<ToolDescriptor> Tools, ToolView View);

    /// <summary>The frame that was made last, and what it was made from.</summary>
    private sealed record SharedFrame(
        IContextWindow Window, string Instructions, string Further, ChatResponseFormat? Format, ContextFrame Frame);
}
