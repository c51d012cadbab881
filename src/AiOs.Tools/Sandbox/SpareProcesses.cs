using System.Diagnostics.CodeAnalysis;

namespace AiOs;

/// <summary>Programs that were started ahead and wait for their input, some for each command. Each is used once.</summary>
/// <remarks>
/// <para>
/// A spare is started exactly as any other program, by the same command: what separates calls from each other stays the same, and only
/// the time to build a sandbox and to load the program is spent before it is needed. The one that has waited longest goes first, because it
/// has come furthest. One that ends while it waits is forgotten, and its place is free again.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
/// <typeparam name="TProcess">What is started.</typeparam>
/// <param name="start">Starts a program that nobody has called for yet.</param>
internal sealed class SpareProcesses<TProcess>(Func<SandboxCommand, Task<TProcess>> start) : IAsyncDisposable
    where TProcess : class, ISandboxProcess
{
    private const int MaxCommands = 4; // Programs of further ones are started when they are called.

    private readonly Lock _gate = new();
    private readonly Dictionary<SandboxCommand, List<Task<TProcess?>>> _waiting = new(ReferenceEqualityComparer.Instance);
    private bool _isDisposed;

    /// <summary>Takes a spare of a command; null when there is none.</summary>
    /// <param name="command">The very object that was prepared.</param>
    /// <returns>One that had not ended yet when it was last looked at. From now on it is the caller's.</returns>
    public async ValueTask<TProcess?> TakeAsync(SandboxCommand command)
    {
        while (TryRemoveFirst(command, out var spare))
        {
            if (await spare.ConfigureAwait(false) is { } process)
            {
                return process;
            }
        }

        return null;
    }

    /// <summary>Starts spares for the next calls. Returns at once.</summary>
    /// <param name="command">What to start.</param>
    /// <param name="count">How many are to wait, after as many calls as that takes.</param>
    /// <param name="maxStarts">The most to start now: what starts takes time from the call that it starts with.</param>
    public void Prepare(SandboxCommand command, int count, int maxStarts)
    {
        lock (_gate)
        {
            if (_isDisposed || count < 1 || (_waiting.Count >= MaxCommands && !_waiting.ContainsKey(command)))
            {
                return;
            }

            if (!_waiting.TryGetValue(command, out var spares))
            {
                _waiting.Add(command, spares = new List<Task<TProcess?>>(count));
            }

            for (int starts = Math.Min(maxStarts, count - spares.Count); starts > 0; starts--)
            {
                spares.Add(Start(command));
            }
        }
    }

    /// <summary>Kills what waits, at once; then waits until it has ended. Nothing is started any more.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Task<TProcess?>> spares;
        lock (_gate)
        {
            _isDisposed = true;
            spares = [.. _waiting.Values.SelectMany(static spares => spares)];
            _waiting.Clear();
        }

        await Task.WhenAll(spares.Select(EndAsync)).ConfigureAwait(false);
    }

    private bool TryRemoveFirst(SandboxCommand command, [NotNullWhen(true)] out Task<TProcess?>? first)
    {
        lock (_gate)
        {
            first = _waiting.TryGetValue(command, out var spares) ? spares[0] : null;
            return first is not null && TryRemove(command, first);
        }
    }

    private Task<TProcess?> Start(SandboxCommand command)
    {
        var spare = StartAsync(command);
        _ = WatchAsync(command, spare);
        return spare;
    }

    private async Task<TProcess?> StartAsync(SandboxCommand command)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // Not while the lock is held.
        try
        {
            return await start(command).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SandboxException or ObjectDisposedException or IOException or UnauthorizedAccessException)
        {
            return null; // The call that would have used it starts its own, and meets the reason.
        }
    }

    // Nobody reads what a spare that has ended has left, and the pipes to it would stay open.
    private async Task WatchAsync(SandboxCommand command, Task<TProcess?> spare)
    {
        if (await spare.ConfigureAwait(false) is { } process)
        {
            await process.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (TryRemove(command, spare))
        {
            await EndAsync(spare).ConfigureAwait(false);
        }
    }

    // False where it was taken: then it belongs to whoever took it.
    private bool TryRemove(SandboxCommand command, Task<TProcess?> spare)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(command, out var spares) || !spares.Remove(spare))
            {
                return false;
            }

            if (spares.Count == 0)
            {
                _waiting.Remove(command);
            }

            return true;
        }
    }

    private static async Task EndAsync(Task<TProcess?> spare)
    {
        if (await spare.ConfigureAwait(false) is { } process)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }
}
