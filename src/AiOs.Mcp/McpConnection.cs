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
/// <para>A lost connection is made again when the next call needs it. The call under way fails: whether it took effect is not known.</para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed partial class McpConnection : IAsyncDisposable
{
    // Null lets the SDK ask which version there is. A server that answers that question out of form is asked for each version that
    // has the older handshake, because a client that names one accepts no other.
    private static readonly string?[] Versions = [null, "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    private readonly McpServerSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly SemaphoreSlim _refreshing = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, McpFunction> _functions = new(StringComparer.Ordinal);
    private volatile McpClient? _client;
    private IClientTransport? _transport;
    private int _changes; // 1 where the server said that its tools changed, and was not asked yet.
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
            var client = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            connection.Tools = connection.Describe(client);
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
        var client = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await WhileConnectedAsync(client, send, cancellationToken).ConfigureAwait(false);
        }
        catch (McpProtocolException e)
        {
            throw new McpServerException(_settings.Name, e.Message, e); // The server answered, and said no.
        }
        catch (JsonException e)
        {
            throw new McpServerException(_settings.Name, "its answer is out of form. Whether the call took effect is not known.", e);
        }
        catch (Exception e) when (e is McpException or IOException or HttpRequestException or ObjectDisposedException or InvalidOperationException)
        {
            await ForgetAsync(client).ConfigureAwait(false);
            throw new McpServerException(
                _settings.Name, "the connection was lost during the call. Whether it took effect is not known; the next call connects again.", e);
        }
    }

    // A request that was written just when the connection ended has nobody who would answer it, or fail it.
    private static async ValueTask<T> WhileConnectedAsync<T>(
        McpClient client, Func<McpClient, CancellationToken, ValueTask<T>> send, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = send(client, stop.Token).AsTask();
        if (await Task.WhenAny(sending, client.Completion).ConfigureAwait(false) != sending)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The connection ended before the answer came.", e);
        }
    }

    private async ValueTask<McpClient> OpenAsync(CancellationToken cancellationToken)
    {
        if (_client is { } open && !open.Completion.IsCompleted)
        {
            return open;
        }

        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_client is { } other && !other.Completion.IsCompleted)
            {
                return other; // Somebody else was quicker.
            }

            await CloseAsync().ConfigureAwait(false);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            (var client, _transport) = await ConnectAsync(stop.Token).ConfigureAwait(false);
            _client = client;
            await LookAgainAsync(client, stop.Token).ConfigureAwait(false);
            return client;
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

    private async ValueTask<(McpClient Client, IClientTransport Transport)> ConnectAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            (McpClient Client, IClientTransport Transport)? made = null;
            try
            {
                made = await CreateAsync(cancellationToken).ConfigureAwait(false);
                await RefreshAsync(made.Value.Client, cancellationToken).ConfigureAwait(false);
                return made.Value;
            }
            catch (Exception e) when (e is not (OperationCanceledException or McpServerException))
            {
                await EndAsync(made?.Client, made?.Transport).ConfigureAwait(false);
                if (attempt >= _settings.Reconnects)
                {
                    throw new McpServerException(_settings.Name, $"it cannot be reached. {e.Message}", e);
                }

                LogRetry(_logger, e, _settings.Name, attempt + 1);
                await Task.Delay(_settings.ReconnectDelay * Math.Pow(2, attempt), _time, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await EndAsync(made?.Client, made?.Transport).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async Task<(McpClient Client, IClientTransport Transport)> CreateAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            var transport = _settings.CreateTransport();
            try
            {
                return (await McpClient.CreateAsync(
                    transport, CreateOptions(Versions[i]), cancellationToken: cancellationToken).ConfigureAwait(false), transport);
            }
            catch (Exception e) when (e is McpException or JsonException && i + 1 < Versions.Length)
            {
                await EndAsync(null, transport).ConfigureAwait(false);
                LogOtherVersion(_logger, e, _settings.Name, Versions[i + 1]!);
            }
            catch
            {
                await EndAsync(null, transport).ConfigureAwait(false);
                throw;
            }
        }
    }

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
                        Interlocked.Exchange(ref _changes, 1);
                        if (_client is { } client) // Otherwise whoever makes the connection looks.
                        {
                            await RefreshIfChangedAsync(client, cancellationToken).ConfigureAwait(false);
                        }
                    }),
            ],
        },
    };

    // What a server said of changes while the connection was made, when nobody could be asked.
    private async ValueTask LookAgainAsync(McpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await RefreshIfChangedAsync(client, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is McpException or IOException or HttpRequestException or TimeoutException or JsonException)
        {
            throw new McpServerException(_settings.Name, $"it said that its tools changed, and not how. {e.Message}", e);
        }
    }

    // One at a time: however often a server says that its tools changed, it is asked once more at most while it is being asked.
    private async ValueTask RefreshIfChangedAsync(McpClient client, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Interlocked.Exchange(ref _changes, 0) != 0)
            {
                await RefreshAsync(client, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    // Learns what the server says of its tools now. Functions that are known show it at once.
    private async ValueTask RefreshAsync(McpClient client, CancellationToken cancellationToken)
    {
        if (client.ServerCapabilities.Tools is null)
        {
            return;
        }

        var (tools, hasMore) = await ListAsync(client, cancellationToken).ConfigureAwait(false);
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

    // The handshake has the SDK's own limit; a server that then says nothing more must not be waited for either.
    private async ValueTask<(List<Tool> Tools, bool HasMore)> ListAsync(McpClient client, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_settings.ListTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await WhileConnectedAsync(client, ReadToolsAsync, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not say within {_settings.ListTimeout.TotalSeconds:0.#} seconds which tools it has.", e);
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

    private async ValueTask ForgetAsync(McpClient client)
    {
        await _connecting.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (ReferenceEquals(_client, client))
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async ValueTask CloseAsync()
    {
        var (client, transport) = (_client, _transport);
        (_client, _transport) = (null, null);
        await EndAsync(client, transport).ConfigureAwait(false);
    }

    // A transport over HTTP holds open connections of its own, which the client's end does not close.
    private static async ValueTask EndAsync(McpClient? client, IClientTransport? transport)
    {
        if (client is not null)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }

        if (transport is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "MCP server {Server} cannot be reached; attempt {Attempt} failed")]
    private static partial void LogRetry(ILogger logger, Exception error, string server, int attempt);

    [LoggerMessage(3, LogLevel.Information, "MCP server {Server} answered out of form; asking it for protocol version {Version}")]
    private static partial void LogOtherVersion(ILogger logger, Exception error, string server, string version);

    [LoggerMessage(2, LogLevel.Warning, "MCP server {Server} added the tool {Tool} after it was connected: it is not offered")]
    private static partial void LogNewTool(ILogger logger, string server, string tool);
}
