namespace AiOs;

/// <content>How a process begins: one for each key, with its part of what its parent has, and not in a kernel that stops.</content>
internal sealed partial class Kernel
{
    private async ValueTask SpawnChildAsync(SpawnSyscall call, CancellationToken cancellationToken)
    {
        var parent = call.Process as KernelProcess
            ?? throw new ArgumentException($"Process {call.Process.Id} is not one of this kernel's.", nameof(call));
        var label = BoundaryChecks.Holds(BoundaryCheck.ChildrenCarryControl)
            ? call.Spec.StateLabel.Join(call.ControlLabel).Join(parent.Spec.StateLabel)
            : SecurityLabel.System;
        call.Child = await SpawnAsync(call.Spec with { StateLabel = label }, parent, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AgentProcess> SpawnAsync(AgentSpec spec, KernelProcess? parent, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        ProcessRules.Check(spec);
        ProcessRules.CheckCapabilities(spec, parent);
        if (!_unended.IsEmpty)
        {
            await EndAgainAsync(spec, parent?.Id ?? ProcessId.Host, cancellationToken).ConfigureAwait(false);
        }

        if (spec.Key is not { } key)
        {
            return await StartAsync(spec, parent, null, cancellationToken).ConfigureAwait(false);
        }

        return await SpawnOnceAsync(Place(parent?.Id ?? ProcessId.Host, key), spec, parent, cancellationToken).ConfigureAwait(false);
    }

    // A process that stopped, and whose end could not be written, is of no use to whoever asks for its key, and in the way of whoever wants its
    // memory: with the next kernel both would go on. Its end is written first; where that fails again, so does the spawn.
    private async ValueTask EndAgainAsync(AgentSpec spec, ProcessId parent, CancellationToken cancellationToken)
    {
        await _ending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var process in _unended.Values.Where(process =>
                (spec.Key is not null && process.Spec.Key == spec.Key && process.ParentId == parent) || process.Memory.Name == spec.Space))
            {
                var exit = process.UnwrittenExit!;
                await process.WriteEndAsync(exit).ConfigureAwait(false);
                await KeepOrForgetAsync(new EndedProcess(process, exit)).ConfigureAwait(false);
                _unended.TryRemove(process.Id.Value, out _);
            }
        }
        finally
        {
            _ending.Release();
        }
    }

    // One spawn of a key at a time, and all who ask for it get the same process. Where the one who began is called off, the next begins.
    private async ValueTask<AgentProcess> SpawnOnceAsync(string place, AgentSpec spec, KernelProcess? parent, CancellationToken cancellationToken)
    {
        while (true)
        {
            var own = new Lazy<Task<AgentProcess>>(() => StartAsync(spec, parent, null, cancellationToken).AsTask());
            var spawn = _byKey.GetOrAdd(place, own);
            bool isOwn = ReferenceEquals(spawn, own);
            try
            {
                return await (isOwn ? spawn.Value : spawn.Value.WaitAsync(cancellationToken)).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (spawn.Value.IsCompleted && !spawn.Value.IsCompletedSuccessfully)
                {
                    _byKey.TryRemove(new KeyValuePair<string, Lazy<Task<AgentProcess>>>(place, spawn));
                }

                if (isOwn || e is not OperationCanceledException || cancellationToken.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }

    private async ValueTask<AgentProcess> StartAsync(
        AgentSpec spec,
        KernelProcess? parent,
        Func<string, AddressSpaceOptions, ValueTask<IAddressSpace>>? open,
        CancellationToken cancellationToken)
    {
        var id = new ProcessId(Interlocked.Increment(ref _lastId));
        string space = spec.Space ?? SpaceName(id);
        var now = _services.Time.GetUtcNow();
        var budget = parent is null ? spec.Budget : ProcessRules.Divide(spec.Budget, parent, now);
        ProcessResources? resources = null;
        KernelProcess process;
        try
        {
            open ??= (name, options) => _services.Pager.OpenAsync(name, options, cancellationToken);
            resources = await _opener.OpenAsync(spec, options => open(space, options), cancellationToken).ConfigureAwait(false);
            var seed = new ProcessSeed(id, spec with { Budget = budget }, parent, now, new UsageMeter(id, budget));
            process = new KernelProcess(seed, resources, _parts, RemoveAsync);
            if (process.Log is not null)
            {
                await process.Log.WriteAsync(PastEvents.Spawned(seed, space), CancellationToken.None).ConfigureAwait(false);
            }

            _processes[id.Value] = process;
        }
        catch
        {
            parent?.Meter.Return(budget, new UsageMeter(id, budget));
            if (resources is not null)
            {
                await resources.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        Interlocked.MemoryBarrier(); // Either whoever stops the kernel sees the process, or this sees that the kernel stops.
        if (parent is not null)
        {
            await JoinAsync(process, parent).ConfigureAwait(false);
        }
        else if (Volatile.Read(ref _isDisposed) != 0)
        {
            await process.DisposeAsync().ConfigureAwait(false); // It goes on with the next kernel, where there is a journal.
            throw new ObjectDisposedException(nameof(IKernel), "The kernel was stopped while the process was started.");
        }

        return process;
    }

    // A parent that ends while its child is born may have ended its other children already: then this one ends here.
    private async ValueTask JoinAsync(KernelProcess child, KernelProcess parent)
    {
        parent.AddChild(child);
        Interlocked.MemoryBarrier(); // Either the parent's end sees the child, or this sees the parent's end.
        if (!parent.HasEnded)
        {
            return;
        }

        if (Volatile.Read(ref _isDisposed) == 0)
        {
            await child.KillAsync($"its parent, process {parent.Id}, has ended").ConfigureAwait(false);
        }
        else
        {
            await child.DisposeAsync().ConfigureAwait(false); // The kernel shuts down: both go on later.
        }

        parent.ThrowIfEnded();
    }
}
