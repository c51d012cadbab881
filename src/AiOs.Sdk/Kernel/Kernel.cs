using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The default kernel. See docs/Kernel.md.</summary>
internal sealed class Kernel : IKernel
{
    private readonly ConcurrentDictionary<long, KernelProcess> _processes = new();
    private readonly KernelServices _services;
    private readonly KernelParts _parts;
    private long _lastId;
    private int _isDisposed;

    public Kernel(KernelServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        var terminal = new SyscallTerminal(
            services.Tools, SpawnChildAsync, id => _processes.TryGetValue(id.Value, out var process) ? process : null);

        // The order is part of the contract: a host's middleware changes a call before it is checked, never after.
        ISyscallMiddleware[] path =
        [
            new TelemetryMiddleware(services.Time),
            .. services.Middleware,
            new BudgetMiddleware(),
            new SecurityMiddleware(services.Security),
            new SchedulerMiddleware(services.Scheduler),
        ];
        SyscallHandler handler = terminal.InvokeAsync;
        foreach (var middleware in path.Reverse())
        {
            var next = handler;
            handler = (call, cancellationToken) => middleware.InvokeAsync(call, next, cancellationToken);
        }

        _parts = new KernelParts(handler, services.Tools, services.Time);
    }

    public IReadOnlyList<AgentProcess> Processes => [.. _processes.Values.OrderBy(static process => process.Id.Value)];

    public ValueTask<AgentProcess> SpawnAsync(AgentSpec spec, CancellationToken cancellationToken = default) =>
        SpawnAsync(spec, parent: null, cancellationToken);

    public ValueTask InvokeAsync(Syscall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        return _parts.Path(call, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isDisposed, 1);
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask SpawnChildAsync(SpawnSyscall call, CancellationToken cancellationToken)
    {
        var parent = call.Process as KernelProcess
            ?? throw new ArgumentException($"Process {call.Process.Id} is not one of this kernel's.", nameof(call));
        call.Child = await SpawnAsync(call.Spec, parent, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AgentProcess> SpawnAsync(AgentSpec spec, KernelProcess? parent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        spec.Budget.Validated();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.MailboxCapacity, nameof(spec));
        CheckCapabilities(spec, parent);
        var id = new ProcessId(Interlocked.Increment(ref _lastId));
        var lease = await _services.Models.LeaseAsync(spec.Model, cancellationToken).ConfigureAwait(false);
        try
        {
            var resources = await OpenAsync(id, spec, lease, cancellationToken).ConfigureAwait(false);
            var process = new KernelProcess(id, spec, parent, resources, _parts, RemoveAsync);
            _processes[id.Value] = process;
            parent?.AddChild(process);
            return process;
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<ProcessResources> OpenAsync(
        ProcessId id, AgentSpec spec, ModelLease lease, CancellationToken cancellationToken)
    {
        var window = _services.WindowOf(lease.Manifest);
        var tools = VisibleTools(spec);
        List<AITool> offered = [.. tools.Select(static tool => tool.Function)];
        if (spec.HasMemoryTools)
        {
            offered.Add(MemoryTool.Recall);
            offered.Add(MemoryTool.Page);
            offered.Add(MemoryTool.Pin);
        }

        var frame = window.CreateFrame(spec.Instructions, offered);
        var options = MemoryOptionsOf(spec, lease.Manifest, window);
        ProveFrame(window, frame, options.Budget);
        var memory = await _services.Pager
            .OpenAsync(spec.Space ?? $"process-{id}-{Guid.CreateVersion7(_services.Time.GetUtcNow()):N}", options, cancellationToken)
            .ConfigureAwait(false);
        return new ProcessResources(lease, window, frame, tools, options, memory);
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
        var allowed = _services.Tools.Tools.Where(tool => tool.Permissions.All(spec.Capabilities.Contains));
        if (spec.Tools is null)
        {
            return [.. allowed];
        }

        var tools = new List<ToolDescriptor>(spec.Tools.Count);
        foreach (string name in spec.Tools)
        {
            var tool = _services.Tools.Find(name) ?? throw new ArgumentException(
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

    private static void CheckCapabilities(AgentSpec spec, KernelProcess? parent)
    {
        if (parent is not null && spec.Capabilities.FirstOrDefault(c => !parent.Spec.Capabilities.Contains(c)) is { } excess)
        {
            throw new ProcessException(
                parent.Id, $"Process {parent.Id} cannot give its child '{spec.Name}' the capability '{excess}', which it lacks itself.");
        }
    }

    private async ValueTask RemoveAsync(KernelProcess process)
    {
        _processes.TryRemove(process.Id.Value, out _);
        process.Parent?.RemoveChild(process);
        foreach (long child in process.Children.ToList())
        {
            if (_processes.TryGetValue(child, out var running))
            {
                await running.KillAsync($"its parent, process {process.Id}, has ended").ConfigureAwait(false);
            }
        }
    }
}
