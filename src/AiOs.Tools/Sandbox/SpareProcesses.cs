namespace AiOs;

/// <summary>Programs that were started ahead and wait for their input, one a command. Each is used once.</summary>
/// <remarks>
/// A spare is started exactly as any other program, by the same command: what separates calls from each other stays the same, and only
/// the time to build a sandbox and to load the program is spent before it is needed.
/// </remarks>
internal sealed class SpareProcesses(Func<SandboxCommand, Task<SandboxedProcess>> start) : IDisposable
{
    private const int MaxCommands = 4; // Further ones are started when they are called.

    private readonly Lock _gate = new();
    private readonly Dictionary<SandboxCommand, Task<SandboxedProcess?>> _waiting = new(ReferenceEqualityComparer.Instance);
    private bool _isDisposed;

    /// <summary>Takes the spare of a command; null when there is none that still waits.</summary>
    /// <param name="command">The very object that was prepared.</param>
    public async ValueTask<SandboxedProcess?> TakeAsync(SandboxCommand command)
    {
        Task<SandboxedProcess?>? spare;
        lock (_gate)
        {
            _waiting.Remove(command, out spare);
        }

        return spare is null ? null : await spare.ConfigureAwait(false);
    }

    /// <summary>Starts a spare for the next call. Returns at once.</summary>
    /// <param name="command">What to start.</param>
    public void Prepare(SandboxCommand command)
    {
        lock (_gate)
        {
            if (!_isDisposed && _waiting.Count < MaxCommands && !_waiting.ContainsKey(command))
            {
                _waiting.Add(command, StartAsync(command));
            }
        }
    }

    /// <summary>Kills what waits.</summary>
    public void Dispose()
    {
        List<Task<SandboxedProcess?>> spares;
        lock (_gate)
        {
            _isDisposed = true;
            spares = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (var spare in spares)
        {
            _ = EndAsync(spare);
        }
    }

    private async Task<SandboxedProcess?> StartAsync(SandboxCommand command)
    {
        try
        {
            return await start(command).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SandboxException or ObjectDisposedException)
        {
            return null; // The call that would have used it starts its own, and meets the reason.
        }
    }

    private static async Task EndAsync(Task<SandboxedProcess?> spare)
    {
        if (await spare.ConfigureAwait(false) is { } process)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }
}
