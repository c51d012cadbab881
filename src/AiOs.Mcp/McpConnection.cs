using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AiOs;

/// <summary>A connection to an MCP server, whose tools, resources and prompts it offers as tools of a registry.</summary>
/// <remarks>
/// <para>
/// Everything that comes back is untrusted, and everything a tool may do is assumed of it, until the host declares otherwise in
/// <see cref="McpServerSettings.Configure"/>. Which tools there are is settled when the connection is made; a tool that the server adds later is
/// not offered, one that it removes fails, and one that it changes shows its new description, for a pinned registry to withhold.
/// </para>
/// <para>
/// A call that fails on its way fails by itself: the others go on, and whether it took effect is not known. The next call asks first whether the
/// server still has the session, and makes a lost connection again.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed partial class McpConnection : IAsyncDisposable
{
    private readonly McpServerSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly McpChanges _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, McpFunction> _functions = new(StringComparer.Ordinal);
    private volatile McpSession? _session;
    private bool _isDisposed;

    private McpConnection(McpServerSettings settings, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
    }

    /// <summary>Gets the tools, each named <c>server__tool</c>: the server's own, and those that read its resources and prompts.</summary>
    public IReadOnlyList<ToolDescriptor> Tools { get; private set; } = [];

    /// <summary>Connects to a server and lists what it offers.</summary>
    /// <param name="settings">The server.</param>
    /// <param name="time">The clock of reconnects; null for the system's.</param>
    /// <param name="logger">Receives what happens to the connection; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the attempt; nothing is left behind.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="McpServerException">The server cannot be reached, or offers more tools than it may.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static async Task<McpConnection> ConnectAsync(
        McpServerSettings settings,
        TimeProvider? time = null,
        ILogger<McpConnection>? logger = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var connection = new McpConnection(
            settings.Validated(), time ?? TimeProvider.System, logger ?? NullLogger<McpConnection>.Instance);
        try
        {
            var session = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            connection.Tools = connection.Describe(session.Client);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the connection; a server that is a program of this machine ends with it.</summary>
    /// <returns>A task that completes when it has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false); // An attempt under way ends: nobody waits for what is being closed.
        await _connecting.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            _connecting.Release();
        }
    }

    internal async ValueTask<string> CallAsync(string tool, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var values = arguments.ToDictionary(static argument => argument.Key, static argument => argument.Value, StringComparer.Ordinal);
        var result = await SendAsync(
            (client, token) => client.CallToolAsync(tool, values, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        string text = McpText.Of(result);
        return result.IsError == true ? throw new McpServerException(_settings.Name, text) : text;
    }

    /// <summary>Sends a request over a connection that is made first where there is none.</summary>
    internal async ValueTask<T> SendAsync<T>(
        Func<McpClient, CancellationToken, ValueTask<T>> send, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.SendAsync(send, cancellationToken).ConfigureAwait(false);
        }
        catch (McpProtocolException e)
        {
            session.Doubt(); // The server answered, and said no: that there is no such session, perhaps.
            throw new McpServerException(_settings.Name, e.Message, e);
        }
        catch (JsonException e)
        {
            throw new McpServerException(_settings.Name, "its answer is out of form. Whether the call took effect is not known.", e);
        }
        catch (Exception e) when (e is McpException or HttpRequestException or TimeoutException)
        {
            session.Doubt();
            throw new McpServerException(_settings.Name, $"the call failed on its way. Whether it took effect is not known. {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            await ForgetAsync(session).ConfigureAwait(false);
            throw new McpServerException(
                _settings.Name, "the connection was lost during the call. Whether it took effect is not known; the next call connects again.", e);
        }
    }

    private async ValueTask<McpSession> OpenAsync(CancellationToken cancellationToken)
    {
        if (_session is { IsSound: true } open)
        {
            return open;
        }

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_session is { IsSound: true } other)
            {
                return other; // Somebody else was quicker.
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            var session = await ConnectAsync(stop.Token).ConfigureAwait(false);
            _session = session;
            await LookAgainAsync(session, stop.Token).ConfigureAwait(false);
            return session;
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException($"The connection to '{_settings.Name}' was closed while it was being made.", e);
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async ValueTask<McpSession> ConnectAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            McpSession? made = null;
            try
            {
                if (_session is { } doubted)
                {
                    if (await IsKnownAsync(doubted, cancellationToken).ConfigureAwait(false))
                    {
                        return doubted;
                    }

                    await CloseAsync().ConfigureAwait(false);
                }

                made = await McpSession.CreateAsync(_settings, CreateOptions, _logger, cancellationToken).ConfigureAwait(false);
                await RefreshAsync(made, cancellationToken).ConfigureAwait(false);
                return made;
            }
            catch (Exception e) when (e is not (OperationCanceledException or McpServerException))
            {
                await EndAsync(made).ConfigureAwait(false);
                if (attempt >= _settings.Reconnects)
                {
                    await GiveUpAsync().ConfigureAwait(false);
                    throw new McpServerException(_settings.Name, $"it cannot be reached. {e.Message}", e);
                }

                LogRetry(_logger, e, _settings.Name, attempt + 1);
                await Task.Delay(_settings.ReconnectDelay * Math.Pow(2, attempt), _time, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await EndAsync(made).ConfigureAwait(false);
                throw;
            }
        }
    }

    private ValueTask<bool> IsKnownAsync(McpSession session, CancellationToken cancellationToken) =>
        WithinLimitAsync(session.IsKnownAsync, "whether it still has the session", cancellationToken);

    private McpClientOptions CreateOptions(string? version) => new()
    {
        ProtocolVersion = version,
        TimeProvider = _time,
        ClientInfo = new Implementation { Name = "AiOs.Sdk", Version = "0.1" },
        Handlers = new McpClientHandlers
        {
            ElicitationHandler = McpQuestions.Handler(_settings),
            NotificationHandlers =
            [
                KeyValuePair.Create<string, Func<JsonRpcNotification, CancellationToken, ValueTask>>(
                    NotificationMethods.ToolListChangedNotification,
                    async (_, cancellationToken) =>
                    {
                        _changes.Note();
                        if (_session is { } session) // Otherwise whoever makes the connection looks.
                        {
                            await RefreshIfChangedAsync(session, cancellationToken).ConfigureAwait(false);
                        }
                    }),
            ],
        },
    };

    // What a server said of changes while the connection was made, when nobody could be asked.
    private async ValueTask LookAgainAsync(McpSession session, CancellationToken cancellationToken)
    {
        try
        {
            await RefreshIfChangedAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is McpException or IOException or HttpRequestException or TimeoutException or JsonException)
        {
            throw new McpServerException(_settings.Name, $"it said that its tools changed, and not how. {e.Message}", e);
        }
    }

    private async ValueTask RefreshIfChangedAsync(McpSession session, CancellationToken cancellationToken)
    {
        try
        {
            await _changes.LookAsync(token => RefreshAsync(session, token), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            session.IsDoubted = true; // What changed is still not known: the next call looks before it is sent.
            throw;
        }
    }

    // Learns what the server says of its tools now. Functions that are known show it at once.
    private async ValueTask RefreshAsync(McpSession session, CancellationToken cancellationToken)
    {
        if (session.Client.ServerCapabilities.Tools is null)
        {
            return;
        }

        var (tools, hasMore) = await ListAsync(session, cancellationToken).ConfigureAwait(false);
        if (hasMore)
        {
            throw new McpServerException(
                _settings.Name, $"it offers more tools than the {_settings.MaxTools} that are taken at most. Raise McpServerSettings.MaxTools.");
        }

        bool isFirst = Tools.Count == 0;
        lock (_functions)
        {
            foreach (var tool in tools)
            {
                if (_functions.TryGetValue(tool.Name, out var known))
                {
                    known.Update(tool);
                }
                else if (isFirst)
                {
                    _functions.Add(tool.Name, new McpFunction(this, _settings.Name + "__", tool));
                }
                else
                {
                    LogNewTool(_logger, _settings.Name, tool.Name);
                }
            }
        }
    }

    private ValueTask<(List<Tool> Tools, bool HasMore)> ListAsync(McpSession session, CancellationToken cancellationToken) =>
        WithinLimitAsync(token => session.SendAsync(ReadToolsAsync, token), "which tools it has", cancellationToken);

    // The handshake has the SDK's own limit; a server that then says nothing more must not be waited for either.
    private async ValueTask<T> WithinLimitAsync<T>(
        Func<CancellationToken, ValueTask<T>> ask, string question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_settings.ListTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not say within {_settings.ListTimeout.TotalSeconds:0.#} seconds {question}.", e);
        }
    }

    private ValueTask<(List<Tool> Tools, bool HasMore)> ReadToolsAsync(McpClient client, CancellationToken cancellationToken) => McpPages.ReadAsync<Tool>(
        async cursor =>
        {
            var page = await client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, cancellationToken).ConfigureAwait(false);
            return (page.Tools, page.NextCursor);
        },
        _settings.MaxTools);

    private List<ToolDescriptor> Describe(McpClient client)
    {
        IEnumerable<AIFunction> functions;
        lock (_functions)
        {
            functions = [.. _functions.Values];
        }

        if (client.ServerCapabilities.Resources is not null)
        {
            functions = functions.Concat(McpResourceFunctions.Create(this, _settings.Name + "__"));
        }

        if (client.ServerCapabilities.Prompts is not null)
        {
            functions = functions.Append(McpResourceFunctions.CreatePrompt(this, _settings.Name + "__"));
        }

        return [.. functions.Select(function => _settings.Configure(new ToolDescriptor
        {
            Function = function,
            Version = client.ServerInfo?.Version ?? "1.0",
            Origin = $"MCP server '{_settings.Name}'",
            Server = _settings.Name,
        }))];
    }

    private async ValueTask ForgetAsync(McpSession session)
    {
        await _connecting.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (ReferenceEquals(_session, session))
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    // A session that does not answer at all makes room for a new one, unless calls of it go on: they may well come to their end.
    private ValueTask GiveUpAsync() => _session is { HasCalls: false } ? CloseAsync() : ValueTask.CompletedTask;

    private ValueTask CloseAsync()
    {
        var session = _session;
        _session = null;
        return EndAsync(session);
    }

    private static ValueTask EndAsync(McpSession? session) => session?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "MCP server {Server} cannot be reached; attempt {Attempt} failed")]
    private static partial void LogRetry(ILogger logger, Exception error, string server, int attempt);

    [LoggerMessage(2, LogLevel.Warning, "MCP server {Server} added the tool {Tool} after it was connected: it is not offered")]
    private static partial void LogNewTool(ILogger logger, string server, string tool);
}
