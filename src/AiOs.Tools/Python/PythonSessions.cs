using System.Security.Cryptography;

namespace AiOs;

/// <summary>The open Python sessions, each behind a handle that only who was shown it knows.</summary>
/// <remarks>Threads: every member may be called from any thread; cells of one session run one after another.</remarks>
public sealed class PythonSessions : IAsyncDisposable
{
    private readonly ISandbox _sandbox;
    private readonly PythonOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (PythonSession Session, long LastUse)> _open = new(StringComparer.Ordinal);
    private readonly ITimer _sweep;

    /// <summary>Creates an empty set of sessions.</summary>
    /// <param name="sandbox">Where interpreters run.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="time">The clock of limits; null for the system's.</param>
    public PythonSessions(ISandbox sandbox, PythonOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        _sandbox = sandbox;
        _options = (options ?? new PythonOptions()).Validated();
        _time = time ?? TimeProvider.System;
        var period = _options.SessionIdleTime / 4;
        _sweep = _time.CreateTimer(_ => _ = CloseIdleAsync(), null, period, period);
    }

    internal PythonOptions Options => _options;

    /// <summary>Runs a cell.</summary>
    /// <param name="handle">The session; null for a new one.</param>
    /// <param name="code">The cell.</param>
    /// <param name="cancellationToken">Ends the session, because what state it is left in cannot be known.</param>
    /// <returns>What the cell wrote, and the session's handle.</returns>
    /// <exception cref="ToolFailureException">No such session, or it ended: the message says why, for the model.</exception>
    public async ValueTask<(string Output, string Handle)> RunAsync(
        string? handle, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        string key = handle ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var session = handle is null
            ? await OpenAsync(key, cancellationToken).ConfigureAwait(false)
            : Find(key) ?? throw new ToolFailureException(
                $"There is no session '{handle}': it ended, or never was. Leave \"session\" out to begin a new one.");
        using var stop = new CancellationTokenSource(_options.Limits.WallTime, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellationToken);
        try
        {
            return (await session.RunAsync(code, linked.Token).ConfigureAwait(false), key);
        }
        catch (EndOfStreamException e)
        {
            await CloseAsync(key).ConfigureAwait(false);
            throw new ToolFailureException(
                "The interpreter ended: it crashed, exited, or used more memory than it may. Its session is gone.", e);
        }
        catch (OperationCanceledException e)
        {
            await CloseAsync(key).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ToolFailureException(
                $"The cell ran longer than {_options.Limits.WallTime.TotalSeconds:0.#} seconds and was killed. Its session is gone.", e);
        }
    }

    /// <summary>Ends every session.</summary>
    /// <returns>A task that completes when all interpreters have ended.</returns>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync().ConfigureAwait(false);
        foreach (string handle in Handles(static _ => true))
        {
            await CloseAsync(handle).ConfigureAwait(false);
        }
    }

    private async ValueTask<PythonSession> OpenAsync(string handle, CancellationToken cancellationToken)
    {
        while (Oldest() is { } oldest)
        {
            await CloseAsync(oldest).ConfigureAwait(false);
        }

        var session = await PythonSession.StartAsync(_sandbox, _options, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _open.Add(handle, (session, _time.GetTimestamp()));
        }

        return session;
    }

    private PythonSession? Find(string handle)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(handle, out var entry))
            {
                return null;
            }

            _open[handle] = (entry.Session, _time.GetTimestamp());
            return entry.Session;
        }
    }

    private string? Oldest()
    {
        lock (_gate)
        {
            return _open.Count < _options.MaxSessions ? null : _open.MinBy(static entry => entry.Value.LastUse).Key;
        }
    }

    private string[] Handles(Func<long, bool> isWanted)
    {
        lock (_gate)
        {
            return [.. _open.Where(entry => isWanted(entry.Value.LastUse)).Select(static entry => entry.Key)];
        }
    }

    private async Task CloseIdleAsync()
    {
        foreach (string handle in Handles(lastUse => _time.GetElapsedTime(lastUse) > _options.SessionIdleTime))
        {
            await CloseAsync(handle).ConfigureAwait(false);
        }
    }

    private async ValueTask CloseAsync(string handle)
    {
        PythonSession session;
        lock (_gate)
        {
            if (!_open.Remove(handle, out var entry))
            {
                return;
            }

            session = entry.Session;
        }

        await session.DisposeAsync().ConfigureAwait(false);
    }
}
