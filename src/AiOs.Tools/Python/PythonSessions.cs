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
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private readonly ITimer _sweep;
    private int _opening; // Have their place already.
    private bool _isDisposed;

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
        var period = TimeSpan.FromMilliseconds(Math.Max(1, _options.SessionIdleTime.TotalMilliseconds / 4));
        _sweep = _time.CreateTimer(_ => _ = CloseIdleAsync(), null, period, period);
    }

    internal PythonOptions Options => _options;

    /// <summary>Runs a cell, after those of the same session that are under way. Its wall time begins when they have ended.</summary>
    /// <param name="handle">The session; null for a new one.</param>
    /// <param name="code">The cell.</param>
    /// <param name="cancellationToken">
    /// Ends the session once the cell has begun, because what state it is left in cannot be known; before that, only the wait.
    /// </param>
    /// <returns>What the cell wrote, and the session's handle.</returns>
    /// <exception cref="ToolFailureException">
    /// No such session, or it ended, or there are too many that run a cell: the message says which, for the model.
    /// </exception>
    /// <exception cref="ObjectDisposedException">All sessions were ended.</exception>
    public async ValueTask<(string Output, string Handle)> RunAsync(
        string? handle, string code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        string key = handle ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var entry = handle is null ? await OpenAsync(key, cancellationToken).ConfigureAwait(false) : Enter(key);
        try
        {
            using var turn = await entry.Session.WaitForTurnAsync(cancellationToken).ConfigureAwait(false);
            return IsOpen(key) ? (await RunAsync(entry.Session, key, code, cancellationToken).ConfigureAwait(false), key) : throw NoSession(key);
        }
        finally
        {
            Leave(entry);
        }
    }

    /// <summary>Ends every session.</summary>
    /// <returns>A task that completes when all interpreters have ended.</returns>
    public async ValueTask DisposeAsync()
    {
        string[] handles;
        lock (_gate)
        {
            _isDisposed = true;
            handles = [.. _open.Keys];
        }

        await _sweep.DisposeAsync().ConfigureAwait(false);
        foreach (string handle in handles)
        {
            await CloseAsync(handle).ConfigureAwait(false);
        }
    }

    private async Task<string> RunAsync(PythonSession session, string handle, string code, CancellationToken cancellationToken)
    {
        using var stop = new CancellationTokenSource(_options.Limits.WallTime, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellationToken);
        try
        {
            return await session.RunAsync(code, linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EndOfStreamException or ObjectDisposedException)
        {
            throw new ToolFailureException(
                await CloseAsync(handle).ConfigureAwait(false)
                    ? "The interpreter ended: it crashed, exited, or used more memory than it may. Its session is gone."
                    : "The session was ended while the cell ran.",
                e);
        }
        catch (OperationCanceledException e)
        {
            await CloseAsync(handle).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ToolFailureException(
                $"The cell ran longer than {_options.Limits.WallTime.TotalSeconds:0.#} seconds and was killed. Its session is gone.", e);
        }
    }

    private async ValueTask<Entry> OpenAsync(string handle, CancellationToken cancellationToken)
    {
        var oldest = TakePlace();
        Entry? entry = null;
        try
        {
            if (oldest is not null)
            {
                await oldest.Session.DisposeAsync().ConfigureAwait(false);
            }

            entry = new Entry(await PythonSession.StartAsync(_sandbox, _options, cancellationToken).ConfigureAwait(false)) { Cells = 1 };
        }
        finally
        {
            GivePlace(handle, entry);
        }

        if (!IsOpen(handle))
        {
            await entry.Session.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(PythonSessions));
        }

        return entry;
    }

    // For a session that is about to start, so that no number of callers gets more of them than there may be. Gives who has to leave for it.
    private Entry? TakePlace()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Entry? oldest = null;
            if (_open.Count + _opening >= _options.MaxSessions)
            {
                var idle = _open.Where(static pair => pair.Value.Cells == 0).ToList();
                if (idle.Count == 0)
                {
                    throw new ToolFailureException(
                        $"There are {_options.MaxSessions} sessions, and each runs a cell: no further one can begin until one of these has ended.");
                }

                _open.Remove(idle.MinBy(static pair => pair.Value.LastUse).Key, out oldest);
            }

            _opening++;
            return oldest;
        }
    }

    // To the session, where it started and is still wanted; otherwise to whoever asks next.
    private void GivePlace(string handle, Entry? entry)
    {
        lock (_gate)
        {
            _opening--;
            if (entry is not null && !_isDisposed)
            {
                _open.Add(handle, entry);
            }
        }
    }

    private Entry Enter(string handle)
    {
        lock (_gate)
        {
            var entry = _open.GetValueOrDefault(handle) ?? throw NoSession(handle);
            entry.Cells++;
            return entry;
        }
    }

    private void Leave(Entry entry)
    {
        lock (_gate)
        {
            entry.Cells--;
            entry.LastUse = _time.GetTimestamp();
        }
    }

    private bool IsOpen(string handle)
    {
        lock (_gate)
        {
            return _open.ContainsKey(handle);
        }
    }

    private async Task CloseIdleAsync()
    {
        string[] idle;
        lock (_gate)
        {
            idle = [.. _open.Where(pair => pair.Value.Cells == 0 && _time.GetElapsedTime(pair.Value.LastUse) > _options.SessionIdleTime)
                .Select(static pair => pair.Key)];
        }

        foreach (string handle in idle)
        {
            await CloseAsync(handle).ConfigureAwait(false);
        }
    }

    // False where somebody else has closed it already.
    private async ValueTask<bool> CloseAsync(string handle)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_open.Remove(handle, out entry))
            {
                return false;
            }
        }

        await entry.Session.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    private static ToolFailureException NoSession(string handle) =>
        new($"There is no session '{handle}': it ended, or never was. Leave \"session\" out to begin a new one.");

    private sealed class Entry(PythonSession session)
    {
        public PythonSession Session => session;

        public int Cells { get; set; } // Under way, or waiting for those.

        public long LastUse { get; set; }
    }
}
