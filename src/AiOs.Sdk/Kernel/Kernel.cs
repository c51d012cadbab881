using System.Collections.Concurrent;

namespace AiOs;

/// <summary>The default kernel. See docs/Kernel.md.</summary>
internal sealed partial class Kernel : IKernel, IProcessHistory
{
    private readonly ConcurrentDictionary<long, KernelProcess> _processes = new();
    private readonly ConcurrentDictionary<long, EndedProcess> _kept = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<AgentProcess>>> _byKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, KernelProcess> _unended = new(); // Stopped, with an end that could not be written.
    private readonly SemaphoreSlim _resuming = new(1, 1);
    private readonly SemaphoreSlim _ending = new(1, 1);
    private readonly KernelServices _services;
    private readonly KernelParts _parts;
    private readonly ProcessOpener _opener;
    private IReadOnlyList<AgentProcess>? _resumed;
    private long _lastId;
    private int _isDisposed;

    public Kernel(KernelServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        _opener = new ProcessOpener(services);
        var terminal = new SyscallTerminal(services.Tools, SpawnChildAsync, Find);

        // The order is part of the contract: a host's middleware changes a call before it is checked, never after.
        ISyscallMiddleware[] path =
        [
            new TelemetryMiddleware(services.Time),
            .. services.Middleware,
            new BudgetMiddleware(services.Time),
            new SecurityMiddleware(services.Security, services.Stores),
            new SchedulerMiddleware(services.Scheduler),
            .. services.Journal is null ? Array.Empty<ISyscallMiddleware>() : [new JournalMiddleware()],
        ];
        SyscallHandler handler = terminal.InvokeAsync;
        foreach (var middleware in path.Reverse())
        {
            var next = handler;
            handler = (call, cancellationToken) => middleware.InvokeAsync(call, next, cancellationToken);
        }

        _parts = new KernelParts(
            handler,
            services.Tools,
            services.Time,
            services.Journal,
            new DurableWaits(TurnQueue.OnThreadPool()),
            Find,
            () => Volatile.Read(ref _isDisposed) != 0,
            services.HasVolatilePages);
        if (services.Journal is null)
        {
            _resumed = [];
        }
    }

    public IReadOnlyList<AgentProcess> Processes => [.. _processes.Values.OrderBy(static process => process.Id.Value)];

    public async ValueTask<AgentProcess> SpawnAsync(AgentSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await ResumeAsync(cancellationToken).ConfigureAwait(false);
        return await SpawnAsync(spec, parent: null, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask InvokeAsync(Syscall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        return _parts.Path(call, cancellationToken);
    }

    public async ValueTask<AgentProcess> ForkAsync(AgentProcess process, StepId? at = null, CancellationToken cancellationToken = default)
    {
        var original = Own(process);
        original.ThrowIfEnded();
        var snapshot = at is { } step
            ? await SnapshotAsync(original, step, cancellationToken).ConfigureAwait(false)
            : await original.Memory.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        var spec = original.Spec with { Key = null, Space = null };
        return await StartAsync(
            spec,
            original.Parent,
            (name, options) => _services.Pager.RestoreAsync(snapshot, name, options, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<AgentProcess>> ResumeAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _resumed) is { } done)
        {
            return done;
        }

        await _resuming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_resumed is null)
            {
                var resumed = await ResumeCoreAsync(_services.Journal!, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _resumed, resumed);
            }

            return _resumed!;
        }
        finally
        {
            _resuming.Release();
        }
    }

    public async ValueTask<IReadOnlyList<StepId>> ListStepsAsync(AgentProcess process, CancellationToken cancellationToken = default)
    {
        var past = await PastOfAsync(Own(process), cancellationToken).ConfigureAwait(false);
        return [.. past.Turns.SelectMany(static turn => turn.Models.Select(static model => model.At))];
    }

    public async ValueTask RewindAsync(AgentProcess process, StepId to, CancellationToken cancellationToken = default)
    {
        var own = Own(process);
        await own.ReplaceMemoryAsync(
            async (resources, lastTurn) =>
            {
                var past = await PastOfAsync(own, cancellationToken).ConfigureAwait(false);
                var snapshot = PastSnapshot.Take(own, past, to);
                string name = SpaceName(own.Id);
                var memory = await _services.Pager.RestoreAsync(snapshot, name, resources.MemoryOptions, cancellationToken)
                    .ConfigureAwait(false);
                var rewound = new JournalRecord(JournalRecordKind.Rewound) { Turn = to.Turn, Step = to.Step, Number = lastTurn, Name = name };
                try
                {
                    await own.Log!.WriteBesideAsync(rewound, isBeginning: false, CancellationToken.None).ConfigureAwait(false);
                }
                catch
                {
                    await memory.DisposeAsync().ConfigureAwait(false);
                    throw;
                }

                past.Add(rewound);
                own.TakeBack(past);
                await resources.Memory.DisposeAsync().ConfigureAwait(false);
                return resources.With(_opener.Journalled(memory));
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> ForgetAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        var doomed = _kept.Values.Where(ended => ended.Spec.Key is { } key && wanted.Contains(key)).ToList();
        return await ForgetAsync(doomed, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isDisposed, 1);

        // Children first: a parent that stops does not end them, and everybody goes on later.
        foreach (var process in _processes.Values.OrderByDescending(static process => process.Id.Value))
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }

        _resuming.Dispose();
        _ending.Dispose();
    }

    private async ValueTask<IReadOnlyList<AgentProcess>> ResumeCoreAsync(IProcessJournal journal, CancellationToken cancellationToken)
    {
        var resumer = await Resumer.ReadAsync(journal, cancellationToken).ConfigureAwait(false);
        Interlocked.Exchange(ref _lastId, Math.Max(_lastId, resumer.LastId));
        var resumed = new List<(KernelProcess Process, ProcessPast Past)>(resumer.Living.Count);
        try
        {
            foreach (var past in resumer.Living)
            {
                resumed.Add((await ResumeAsync(past, cancellationToken).ConfigureAwait(false), past));
            }

            if (resumer.Doomed.Count > 0)
            {
                await journal.RemoveAsync(resumer.Doomed, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // All or nothing: a second attempt must not find half of them here.
            foreach (var (process, _) in Enumerable.Reverse(resumed))
            {
                await process.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        foreach (var past in resumer.Kept)
        {
            Keep(new EndedProcess(past));
            _processes.GetValueOrDefault(past.ParentId.Value)?.Meter.AddEnded(past.UsedWithChildren());
        }

        foreach (var (process, past) in resumed)
        {
            process.Continue(past); // Only now: what one of them asks of another, that other is there to answer.
        }

        return [.. resumed.Select(static pair => pair.Process)];
    }

    private async ValueTask<KernelProcess> ResumeAsync(ProcessPast past, CancellationToken cancellationToken)
    {
        ProcessResources? resources = null;
        try
        {
            var parent = _processes.GetValueOrDefault(past.ParentId.Value);
            resources = await _opener.OpenAsync(
                past.Spec, options => _services.Pager.OpenAsync(past.Space, options, cancellationToken), cancellationToken).ConfigureAwait(false);
            var seed = new ProcessSeed(past.Id, past.Spec, parent, past.Started, new UsageMeter(past.Id, past.Spec.Budget)) { Past = past };
            var process = new KernelProcess(seed, resources, _parts, RemoveAsync);
            await process.RebuildAsync(past, _services.HasVolatilePages, cancellationToken).ConfigureAwait(false);
            _processes[past.Id.Value] = process;
            parent?.AddChild(process);
            parent?.Meter.Regrant(past.Spec.Budget);
            if (past.Spec.Key is { } key)
            {
                _byKey[Place(past.ParentId, key)] = new Lazy<Task<AgentProcess>>(Task.FromResult<AgentProcess>(process));
            }

            return process;
        }
        catch (Exception e)
        {
            if (resources is not null)
            {
                await resources.DisposeAsync().ConfigureAwait(false);
            }

            if (e is ArgumentException or ModelNotFoundException or ContextBudgetException)
            {
                throw new ProcessException(
                    past.Id, $"Process {past.Id} ('{past.Spec.Name}') cannot go on: {e.Message} Register what it needs and resume again.", e);
            }

            throw;
        }
    }

    private async ValueTask<ProcessPast> PastOfAsync(KernelProcess process, CancellationToken cancellationToken)
    {
        if (_services.Journal is not { } journal)
        {
            throw new ProcessException(
                process.Id, "The kernel keeps no journal, so it does not know past steps. Register one, such as AddSqliteJournal.");
        }

        var records = new List<ReadOnlyMemory<byte>>();
        await foreach (var entry in journal.ReplayAsync(process.Id, cancellationToken).ConfigureAwait(false))
        {
            records.Add(entry.Record);
        }

        return ProcessPast.Read(process.Id, records)
            ?? throw new ProcessException(process.Id, $"The journal holds nothing of process {process.Id}.");
    }

    private async ValueTask<AddressSpaceSnapshot> SnapshotAsync(KernelProcess process, StepId at, CancellationToken cancellationToken)
    {
        var past = await PastOfAsync(process, cancellationToken).ConfigureAwait(false);
        return PastSnapshot.Take(process, past, at);
    }

    private static string Place(ProcessId parent, string key) => $"{parent.Value}/{key}";

    private AgentProcess? Find(ProcessId id) => _processes.TryGetValue(id.Value, out var process) ? process
        : _kept.TryGetValue(id.Value, out var ended) ? ended : null;

    private static KernelProcess Own(AgentProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return process as KernelProcess ?? throw new ProcessException(process.Id, $"Process {process.Id} has ended, or is not this kernel's.");
    }

    private string SpaceName(ProcessId id) => $"process-{id}-{Guid.CreateVersion7(_services.Time.GetUtcNow()):N}";

    // What is not final stops here and goes on with another kernel: nothing of it may be forgotten.
    private async ValueTask RemoveAsync(KernelProcess process, ProcessExit exit, bool isFinal)
    {
        isFinal &= Volatile.Read(ref _isDisposed) == 0 || process.Log is null;
        try
        {
            var children = process.Children.Select(child => _processes.GetValueOrDefault(child)).OfType<KernelProcess>().ToList();
            await Task.WhenAll(children.Select(child => isFinal
                ? child.KillAsync($"its parent, process {process.Id}, has ended").AsTask()
                : child.DisposeAsync().AsTask())).ConfigureAwait(false);
            if (isFinal)
            {
                await KeepOrForgetAsync(new EndedProcess(process, exit)).ConfigureAwait(false);
            }
            else if (process.UnwrittenExit is not null)
            {
                _unended[process.Id.Value] = process;
            }
        }
        finally
        {
            _processes.TryRemove(process.Id.Value, out _);
            process.Parent?.RemoveChild(process);
            process.Parent?.Meter.Return(process.Spec.Budget, process.Meter);
        }
    }

    // An ended child is kept while its parent lives, which may still ask for it; a keyed process of the host until it is forgotten.
    private async ValueTask KeepOrForgetAsync(EndedProcess ended)
    {
        foreach (var child in _unended.Values.Where(child => child.ParentId == ended.Id))
        {
            _unended.TryRemove(child.Id.Value, out _); // Nobody can ask for it any more.
        }

        if (ended.ParentId != ProcessId.Host || ended.Spec.Key is not null)
        {
            Keep(ended);
            await ForgetAsync([.. _kept.Values.Where(child => child.ParentId == ended.Id)], CancellationToken.None).ConfigureAwait(false);
            return;
        }

        List<EndedProcess> doomed = [ended, .. _kept.Values.Where(child => child.ParentId == ended.Id)];
        await ForgetAsync(doomed, CancellationToken.None).ConfigureAwait(false);
    }

    private void Keep(EndedProcess ended)
    {
        _kept[ended.Id.Value] = ended;
        if (ended.Spec.Key is { } key)
        {
            _byKey[Place(ended.ParentId, key)] = new Lazy<Task<AgentProcess>>(Task.FromResult<AgentProcess>(ended));
        }
    }

    private async ValueTask<int> ForgetAsync(List<EndedProcess> doomed, CancellationToken cancellationToken)
    {
        foreach (var ended in doomed)
        {
            _kept.TryRemove(ended.Id.Value, out _);
            if (ended.Spec.Key is { } key)
            {
                _byKey.TryRemove(Place(ended.ParentId, key), out _);
            }
        }

        if (_services.Journal is { } journal && doomed.Count > 0)
        {
            await journal.RemoveAsync([.. doomed.Select(static ended => ended.Id)], cancellationToken).ConfigureAwait(false);
        }

        return doomed.Count;
    }
}
