using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A process of the default kernel. Turns are worked on one at a time, in the order of their messages.</summary>
internal sealed class KernelProcess : AgentProcess, IAsyncDisposable
{
    // A process that ends itself, by a tool or a middleware of its own, must not wait for itself.
    private static readonly AsyncLocal<KernelProcess?> Current = new();

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventStream _events = new();
    private readonly KernelParts _parts;
    private readonly ProcessResources _resources;
    private readonly TurnRunner _turns;
    private readonly Dictionary<string, ToolDescriptor> _tools;
    private readonly Func<KernelProcess, ValueTask> _ended;
    private int _mailbox;
    private int _state = (int)ProcessState.Waiting;
    private int _isEnding;

    public KernelProcess(
        ProcessId id,
        AgentSpec spec,
        KernelProcess? parent,
        SecurityLabel stateLabel,
        ProcessResources resources,
        KernelParts parts,
        Func<KernelProcess, ValueTask> ended)
    {
        Id = id;
        Spec = spec;
        Parent = parent;
        StateLabel = stateLabel;
        Meter = new UsageMeter(id, spec.Budget, parent?.Meter);
        RemainingDepth = parent is null ? spec.Budget.Depth : Math.Min(spec.Budget.Depth, parent.RemainingDepth - 1);
        InputJudge = new InputJudge(id);
        _resources = resources;
        _parts = parts;
        _ended = ended;
        _tools = resources.Tools.ToDictionary(static tool => tool.Name, StringComparer.Ordinal);
        _turns = new TurnRunner(this, parts);
    }

    public override ProcessId Id { get; }

    public override ProcessId ParentId => Parent?.Id ?? ProcessId.Host;

    public override AgentSpec Spec { get; }

    public override ProcessState State => (ProcessState)Volatile.Read(ref _state);

    public override ProcessUsage Usage => Meter.Usage;

    public override IAddressSpace Memory => _resources.Memory;

    public override ContextReceipt? LastReceipt => LastReceiptCore;

    internal ContextReceipt? LastReceiptCore { get; set; }

    internal KernelProcess? Parent { get; }

    /// <summary>Gets the label of everything that led to this process: whatever it does, it does under that influence.</summary>
    internal SecurityLabel StateLabel { get; }

    internal UsageMeter Meter { get; }

    internal InputJudge InputJudge { get; }

    internal int RemainingDepth { get; }

    internal int ChildCount => _resources.Children.Count;

    internal ICollection<long> Children => _resources.Children.Keys;

    internal ContextFrame Frame => _resources.Frame;

    internal IContextWindow Window => _resources.Window;

    internal AddressSpaceOptions MemoryOptions => _resources.MemoryOptions;

    internal ModelLease Lease => _resources.Lease;

    internal bool HasMemoryTools => Spec.HasMemoryTools;

    public override async IAsyncEnumerable<AgentEvent> RunAsync(
        ChatMessage message, SecurityLabel? label = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var events = Channel.CreateUnbounded<AgentEvent>(new UnboundedChannelOptions { SingleReader = true });
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turn = new Turn(message, label ?? SecurityLabel.User, happening => events.Writer.TryWrite(happening));
        var work = WorkAsync();
        try
        {
            await foreach (var happening in events.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return happening;
            }
        }
        finally
        {
            if (!work.IsCompleted)
            {
                // Whoever stops reading has no use for the rest of the turn.
                await abandon.CancelAsync().ConfigureAwait(false);
                await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await work.ConfigureAwait(false);

        async Task WorkAsync()
        {
            try
            {
                await EnqueueAsync(turn, abandon.Token).ConfigureAwait(false);
            }
            finally
            {
                events.Writer.Complete();
            }
        }
    }

    public override ValueTask PostAsync(ProcessMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        Reserve();
        var label = BoundaryChecks.Holds(BoundaryCheck.MailKeepsItsLabel) ? message.Label : SecurityLabel.User;
        var turn = new Turn(message.Message, label, Listener: null);
        _ = Task.Run(() => RunPostedAsync(turn), CancellationToken.None);
        return default;
    }

    public override IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        _events.ReadAsync(cancellationToken);

    public override Task<ProcessExit> WaitAsync(CancellationToken cancellationToken = default) =>
        _exit.Task.WaitAsync(cancellationToken);

    public override async ValueTask KillAsync(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        var end = EndAsync(new ProcessExit(ProcessState.Killed, reason));
        if (!ReferenceEquals(Current.Value, this))
        {
            await end.ConfigureAwait(false);
            await _exit.Task.ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => KillAsync("the kernel was shut down");

    /// <summary>Finds a tool that this process may call.</summary>
    internal ToolDescriptor? FindTool(string name) => _tools.GetValueOrDefault(name);

    internal void AddChild(KernelProcess child) => _resources.Children.TryAdd(child.Id.Value, 0);

    internal void RemoveChild(KernelProcess child) => _resources.Children.TryRemove(child.Id.Value, out _);

    internal void Emit(AgentEvent happening, Action<AgentEvent>? listener)
    {
        listener?.Invoke(happening);
        _events.Write(happening);
    }

    internal void ReportFault(MemorySyscall call, Action<AgentEvent>? listener)
    {
        if (call.Result is { } result && (result.BroughtIn.Count > 0 || !call.Request.IsPrefetch))
        {
            AiOsTelemetry.Faults.Add(result.BroughtIn.Count);
            Emit(new PagesFaulted(Id, result, call.Request.IsPrefetch), listener);
        }
    }

    /// <summary>Makes the options of one model call: new each time, because middleware may change them.</summary>
    internal ChatOptions CreateChatOptions()
    {
        var options = Spec.ChatOptions?.Clone() ?? new ChatOptions();
        options.Tools = Frame.Tools.Count > 0 ? [.. Frame.Tools] : null;
        options.MaxOutputTokens ??= MemoryOptions.Budget.ReserveTokens > 0 ? MemoryOptions.Budget.ReserveTokens : null;
        return options;
    }

    private ValueTask EnqueueAsync(Turn turn, CancellationToken cancellationToken)
    {
        Reserve();
        return WorkAsync(turn, cancellationToken);
    }

    private void Reserve()
    {
        ThrowIfEnded();
        if (Interlocked.Increment(ref _mailbox) > Spec.MailboxCapacity)
        {
            Interlocked.Decrement(ref _mailbox);
            throw new ProcessException(
                Id, $"The mailbox of process {Id} is full: {Spec.MailboxCapacity} messages wait. Send again later, or raise "
                    + "AgentSpec.MailboxCapacity.");
        }
    }

    // Nobody awaits a posted turn: what goes wrong with it is told by its TurnFailed event.
    private async Task RunPostedAsync(Turn turn)
    {
        try
        {
            await WorkAsync(turn, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProcessException e)
        {
            Emit(new TurnFailed(Id, e), turn.Listener);
        }
    }

    private async ValueTask WorkAsync(Turn turn, CancellationToken cancellationToken)
    {
        bool isEntered = false;
        try
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            isEntered = true;
            ThrowIfEnded();
            Volatile.Write(ref _state, (int)ProcessState.Running);
            Current.Value = this;
            await RunTurnAsync(turn, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Current.Value = null;
            Interlocked.CompareExchange(ref _state, (int)ProcessState.Waiting, (int)ProcessState.Running);
            Interlocked.Decrement(ref _mailbox);
            if (isEntered)
            {
                _gate.Release();
            }
        }
    }

    private async ValueTask RunTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Spec.Budget.TurnTime, _parts.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token, limit.Token);
        try
        {
            await _turns.RunAsync(turn, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            Exception cause = _stop.IsCancellationRequested ? new ProcessException(Id, $"Process {Id} was ended in the middle of a turn.", e)
                : cancellationToken.IsCancellationRequested ? e
                : new ProcessBudgetException(Id, nameof(ProcessBudget.TurnTime), Spec.Budget.TurnTime.ToString());
            Emit(new TurnFailed(Id, cause), turn.Listener);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (ProcessBudgetException e) when (e.Budget is not nameof(ProcessBudget.StepsPerTurn))
        {
            Emit(new TurnFailed(Id, e), turn.Listener);
            _ = EndAsync(new ProcessExit(ProcessState.Failed, e.Message, e)).AsTask(); // It would never get any further.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Emit(new TurnFailed(Id, e), turn.Listener); // The process lives on: the next message may fare better.
        }
    }

    private async ValueTask EndAsync(ProcessExit exit)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false); // Until the open turn has noticed.
        Volatile.Write(ref _state, (int)exit.State);
        _gate.Release();
        await _ended(this).ConfigureAwait(false);
        await _resources.DisposeAsync().ConfigureAwait(false);
        _events.Complete();
        _stop.Dispose();
        _exit.TrySetResult(exit);
    }

    private void ThrowIfEnded()
    {
        if (Volatile.Read(ref _isEnding) != 0)
        {
            throw new ProcessException(Id, $"Process {Id} has ended ({State}). Spawn another; the same Space continues its memory.");
        }
    }
}
