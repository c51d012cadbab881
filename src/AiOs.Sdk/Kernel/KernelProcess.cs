using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A process of the default kernel. Turns are worked on one at a time, in the order of their messages.</summary>
internal sealed partial class KernelProcess : AgentProcess, IAsyncDisposable
{
    // A process that ends itself, by a tool or a middleware of its own, must not wait for itself.
    private static readonly AsyncLocal<KernelProcess?> Current = new();

    private readonly FifoGate _gate = new();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventStream _events = new();
    private readonly KernelParts _parts;
    private readonly TurnRunner _turns;
    private readonly Dictionary<string, ToolDescriptor> _tools;
    private readonly Func<KernelProcess, ProcessExit, bool, ValueTask> _ended;
    private readonly KeyedTurns? _keyed;
    private ProcessResources _resources;
    private TaskCompletionSource? _held;
    private TaskCompletionSource? _idle;
    private List<Turn>? _waiting; // Those whose messages may be taken: few processes ever have any.
    private AgentEvent? _lastEnd;
    private CancellationTokenSource _interrupt = new();
    private int _generation;
    private long _lastTurn;
    private int _mailbox;
    private int _state = (int)ProcessState.Waiting;
    private int _isEnding;

    public KernelProcess(
        ProcessSeed seed, ProcessResources resources, KernelParts parts, Func<KernelProcess, ProcessExit, bool, ValueTask> ended)
    {
        Id = seed.Id;
        Spec = seed.Spec;
        Parent = seed.Parent;
        Started = seed.Started;
        Meter = seed.Meter;
        Token = string.Create(CultureInfo.InvariantCulture, $"{Id.Value}-{Started.UtcTicks:x}");
        RemainingDepth = Parent is null ? Spec.Budget.Depth : Math.Min(Spec.Budget.Depth, Parent.RemainingDepth - 1);
        InputJudge = new InputJudge(Id);
        Log = parts.Journal is null ? null : new ProcessLog(parts.Journal, Id, parts.Waits);
        _keyed = Spec.Key is null ? null : new KeyedTurns();
        _resources = resources;
        _parts = parts;
        _ended = ended;
        _tools = resources.Tools.ToDictionary(static tool => tool.Name, StringComparer.Ordinal);
        _turns = new TurnRunner(this, parts);
        if (seed.Past is { } past)
        {
            _lastTurn = past.LastTurn;
            _held = past.IsHeld ? NewSignal() : null;
        }
    }

    public override ProcessId Id { get; }

    public override ProcessId ParentId => Parent?.Id ?? ProcessId.Host;

    public override AgentSpec Spec { get; }

    public override ProcessState State => (ProcessState)Volatile.Read(ref _state) is var state && state <= ProcessState.Running
        && Volatile.Read(ref _held) is not null ? ProcessState.Suspended : state;

    public override ProcessUsage Usage => Meter.Usage;

    public override IAddressSpace Memory => _resources.Memory;

    public override ContextReceipt? LastReceipt => LastReceiptCore;

    internal ContextReceipt? LastReceiptCore { get; set; }

    internal KernelProcess? Parent { get; }

    internal DateTimeOffset Started { get; }

    internal UsageMeter Meter { get; }

    internal InputJudge InputJudge { get; }

    internal ProcessLog? Log { get; }

    internal int RemainingDepth { get; }

    internal ICollection<long> Children => _resources.Children.Keys;

    internal ContextFrame Frame => _resources.Frame;

    internal IContextWindow Window => _resources.Window;

    internal AddressSpaceOptions MemoryOptions => _resources.MemoryOptions;

    internal ModelLease Lease => _resources.Lease;

    /// <summary>Gets a name that no other process ever bears, not even one with the same number after a restart.</summary>
    internal string Token { get; }

    internal bool HasMemoryTools => Spec.HasMemoryTools;

    internal bool HasOutlived(DateTimeOffset now) =>
        Spec.Budget.LifeTime < TimeSpan.MaxValue && now - Started >= Spec.Budget.LifeTime;

    internal bool HasEnded => Volatile.Read(ref _isEnding) != 0;

    public override async IAsyncEnumerable<AgentEvent> RunAsync(
        ChatMessage message, SecurityLabel? label = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (ended, isKnown) = FindKeyed(message);
        if (isKnown)
        {
            yield return await ended!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            yield break;
        }

        var events = Channel.CreateUnbounded<AgentEvent>(new UnboundedChannelOptions { SingleReader = true });
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turn = new Turn(message, label ?? SecurityLabel.User, happening => events.Writer.TryWrite(happening)) { Ended = ended };
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
                var place = await AcceptAsync(turn, abandon.Token).ConfigureAwait(false);
                await this.WorkAsync(turn, place, abandon.Token).ConfigureAwait(false);
            }
            finally
            {
                events.Writer.Complete();
            }
        }
    }

    /// <summary>Sends a message and waits for the end of its turn: what <see cref="RunAsync"/> gives last, without the events before it.</summary>
    internal async ValueTask<AgentEvent?> RunToEndAsync(ChatMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (ended, isKnown) = FindKeyed(message);
        if (isKnown)
        {
            return await ended!.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var turn = new Turn(message, SecurityLabel.User, Listener: null) { Ended = ended };
        var place = await AcceptAsync(turn, cancellationToken).ConfigureAwait(false);
        try
        {
            await WorkAsync(turn, place, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (turn.End is not null)
        {
            return turn.End; // Which says so.
        }

        return turn.End;
    }

    public override async ValueTask PostAsync(ProcessMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        var (ended, isKnown) = FindKeyed(message.Message);
        if (!isKnown)
        {
            var label = BoundaryChecks.Holds(BoundaryCheck.MailKeepsItsLabel) ? message.Label : SecurityLabel.User;
            var turn = new Turn(message.Message, label, Listener: null) { From = message.From, Ended = ended, IsPosted = true };
            var place = await AcceptAsync(turn, cancellationToken).ConfigureAwait(false);
            _ = Task.Run(() => RunPostedAsync(turn, place), CancellationToken.None);
        }
    }

    public override IAsyncEnumerable<AgentEvent> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        _events.ReadAsync(cancellationToken);

    public override Task<ProcessExit> WaitAsync(CancellationToken cancellationToken = default) =>
        _exit.Task.WaitAsync(cancellationToken);

    public override async ValueTask SuspendAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        cancellationToken.ThrowIfCancellationRequested();
        var order = NewSignal();
        if (Interlocked.CompareExchange(ref _held, order, null) is not null || Log is null)
        {
            return;
        }

        try
        {
            await Log.WriteBesideAsync(new JournalRecord(JournalRecordKind.Held), isBeginning: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            LetGo(order); // An order that the next kernel would not know does not stand.
            throw;
        }
    }

    public override async ValueTask ResumeAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        cancellationToken.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _held) is { } order)
        {
            if (Log is not null)
            {
                await Log.WriteBesideAsync(new JournalRecord(JournalRecordKind.Released), isBeginning: false, CancellationToken.None)
                    .ConfigureAwait(false);
            }

            LetGo(order); // Not before: a turn that waits for it would wait for ever, where nobody could write it down.
        }
    }

    public override ValueTask KillAsync(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return StopAsync(new ProcessExit(ProcessState.Killed, reason), isFinal: true);
    }

    /// <summary>Stops the process without an end in the journal: the next kernel goes on with it.</summary>
    public async ValueTask DisposeAsync()
    {
        var end = EndOnceAsync(new ProcessExit(ProcessState.Killed, "the kernel was shut down"), isFinal: Log is null);
        if (!ReferenceEquals(Current.Value, this))
        {
            await end.ConfigureAwait(false);
            await ((Task)_exit.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Whoever ended it before was told.
        }
    }

    /// <summary>Gets the tools that the model finds by search.</summary>
    internal IReadOnlyList<ToolDescriptor> DeferredTools => _resources.DeferredTools;

    /// <summary>Finds a tool that this process may call.</summary>
    internal ToolDescriptor? FindTool(string name) => _tools.GetValueOrDefault(name);

    internal void AddChild(KernelProcess child) => _resources.Children.TryAdd(child.Id.Value, 0);

    internal void RemoveChild(KernelProcess child) => _resources.Children.TryRemove(child.Id.Value, out _);

    /// <summary>Tells whether anybody hears what happens in a turn: an event for nobody is not made, and an answer for nobody not streamed.</summary>
    internal bool IsHeard(Turn turn) => turn.Listener is not null || _events.HasReaders;

    internal void Emit(AgentEvent happening, Action<AgentEvent>? listener)
    {
        listener?.Invoke(happening);
        _events.Write(happening);
    }

    /// <summary>Tells how a turn ended: everybody who listens, and whoever asks later.</summary>
    internal void EmitEnd(AgentEvent happening, Turn turn)
    {
        Volatile.Write(ref _lastEnd, happening);
        turn.End = happening;
        turn.Ended?.TrySetResult(happening);
        Emit(happening, turn.Listener);
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

    /// <summary>Waits while the process is held back. The turn's time stands still meanwhile.</summary>
    internal ValueTask WhenReleasedAsync(Turn turn, CancellationToken cancellationToken) =>
        Volatile.Read(ref _held) is { } held ? WhenReleasedAsync(held.Task, turn.Limit, cancellationToken) : default;

    private static async ValueTask WhenReleasedAsync(Task released, TurnLimit? limit, CancellationToken cancellationToken)
    {
        limit?.Pause();
        await released.WaitAsync(cancellationToken).ConfigureAwait(false);
        limit?.Start();
    }

    private void LetGo(TaskCompletionSource order)
    {
        Interlocked.CompareExchange(ref _held, null, order);
        order.TrySetResult();
    }

    /// <summary>Waits until no message is left to work on.</summary>
    /// <returns>How the last turn ended; null where there was none.</returns>
    internal async ValueTask<AgentEvent?> WhenIdleAsync(CancellationToken cancellationToken)
    {
        Task? idle = null;
        lock (_lock)
        {
            if (_mailbox > 0 && !HasEnded)
            {
                idle = (_idle ??= NewSignal()).Task;
            }
        }

        if (idle is not null)
        {
            await idle.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Volatile.Read(ref _lastEnd);
    }

    /// <summary>Gives the answers to the messages that bore an id.</summary>
    internal Dictionary<string, AgentEvent> KnownAnswers() => _keyed?.Answers() ?? [];

    /// <summary>Puts back into memory what the journal tells of turns that have ended.</summary>
    internal async ValueTask RebuildAsync(ProcessPast past, bool isMemoryLost, CancellationToken cancellationToken)
    {
        bool IsMissing(PastTurn turn) => turn.End is not null && !turn.IsTaken && (isMemoryLost || !turn.IsKept);
        Meter.Add(past.Usage(turn => turn.End is not null && !IsMissing(turn)));
        foreach (var turn in past.Turns.Where(IsMissing))
        {
            await _turns.RebuildAsync(Turn.Of(turn, ended: null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Goes on where the journal ends: what was answered is known, and what was open runs.</summary>
    internal void Continue(ProcessPast past)
    {
        foreach (var known in past.Turns.Where(static turn => turn.End is not null))
        {
            _lastEnd = PastEvents.EndOf(Id, known);
            if (known.MessageId is { } id)
            {
                _keyed?.FindOrAdd(id).Ended.TrySetResult(_lastEnd);
            }
        }

        foreach (var open in past.Turns.Where(static turn => turn.End is null))
        {
            AiOsTelemetry.LostModelCalls.Add(open.HasLostCall ? 1 : 0);
            var turn = Turn.Of(open, FindKeyed(open.Received.Messages[0]).Ended);
            var place = Reserve(turn, isNew: false);
            OfferWaiting(turn);
            _ = Task.Run(() => RunPostedAsync(turn, place), CancellationToken.None);
        }
    }

    /// <summary>Takes back what was said of turns that a rewind took back, as the next kernel will read it from the journal.</summary>
    internal void TakeBack(ProcessPast past)
    {
        var ended = past.Turns.Where(static turn => turn.End is not null).ToList();
        _lastEnd = ended.Count == 0 ? null : PastEvents.EndOf(Id, ended[^1]);
        _keyed?.Replace(past.TakenBackMessages, ended.Where(static turn => turn.MessageId is not null)
            .Select(turn => (turn.MessageId!, PastEvents.EndOf(Id, turn))));
    }

    /// <summary>Cancels the open turn, drops what waits, and goes on with another memory.</summary>
    /// <param name="replace">Gives what the process goes on with; gets what it had, and the last turn that is dropped: later ones are not.</param>
    /// <param name="cancellationToken">Calls it off before it has begun.</param>
    internal async ValueTask ReplaceMemoryAsync(
        Func<ProcessResources, long, ValueTask<ProcessResources>> replace, CancellationToken cancellationToken)
    {
        TaskCompletionSource? place;
        CancellationTokenSource interrupted;
        long lastTurn;
        lock (_lock)
        {
            ThrowIfEnded();
            _generation++;
            lastTurn = _lastTurn;
            (interrupted, _interrupt) = (_interrupt, new CancellationTokenSource());
            place = _gate.Enter();
        }

        await interrupted.CancelAsync().ConfigureAwait(false);
        await FifoGate.WaitAsync(place, CancellationToken.None).ConfigureAwait(false); // Until the open turn has noticed.
        interrupted.Dispose();
        try
        {
            ThrowIfEnded();
            cancellationToken.ThrowIfCancellationRequested();
            _resources = await replace(_resources, lastTurn).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void ThrowIfEnded()
    {
        if (HasEnded)
        {
            throw new ProcessException(Id, $"Process {Id} has ended ({State}). Spawn another; the same Space continues its memory.");
        }
    }
}
