using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AiOs;

/// <summary>An MCP server over HTTP on a port of this machine: the SDK's transport behind a plain listener.</summary>
internal sealed class HttpMcpServer : IAsyncDisposable
{
    /// <summary>Instead of a status: the connection is reset.</summary>
    public const int Reset = -1;

    private const string SessionHeader = "Mcp-Session-Id";

    private readonly Func<McpServerOptions> _createOptions;
    private readonly HttpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, (StreamableHttpServerTransport Transport, McpServer Server, Task Running)> _sessions =
        new(StringComparer.Ordinal);

    private readonly ConcurrentBag<Task> _requests = [];
    private readonly Task _accepting;

    public HttpMcpServer(Func<McpServerOptions> createOptions)
    {
        _createOptions = createOptions;
        (_listener, Url) = Listen();
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Gets how many sessions there were.</summary>
    public int Sessions { get; private set; }

    /// <summary>Gets or sets what is answered instead of a message's answer: a status, or null to let it pass.</summary>
    public Func<JsonRpcMessage, int?> Refuse { get; set; } = static _ => null;

    /// <summary>Gets or sets how a session that there is not is answered.</summary>
    public Func<HttpListenerResponse, int> AnswerUnknown { get; set; } = static _ => 404;

    /// <summary>Loses every session, as a server does that is started again.</summary>
    public async Task ForgetAsync()
    {
        foreach (string id in _sessions.Keys)
        {
            await EndAsync(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Close();
        await _accepting;
        await Task.WhenAll(_requests);
        await ForgetAsync();
        _stop.Dispose();
    }

    // A free port is only known once it is taken: another process may be quicker, so there is more than one try.
    private static (HttpListener Listener, Uri Url) Listen()
    {
        for (int attempt = 0; ; attempt++)
        {
            int port;
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }

            var listener = new HttpListener();
            string url = $"http://127.0.0.1:{port}/";
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
                return (listener, new Uri(url + "mcp"));
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _requests.Add(AnswerAsync(await _listener.GetContextAsync()));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException && _stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response; // Closes it, whatever happens.
        response.KeepAlive = false; // The listener may end a connection just when the next request comes over it.
        try
        {
            int status = context.Request.HttpMethod switch
            {
                _ when context.Request.Url?.Host != Url.Host => 403, // A name that was bent to this machine, which is all that the port listens to.
                "POST" => await PostAsync(context),
                "DELETE" => await EndAsync(context.Request.Headers[SessionHeader] ?? "") ? 200 : 404,
                _ => 405,
            };
            if (status == Reset)
            {
                response.Abort();
            }
            else if (status != 200)
            {
                response.StatusCode = status; // 200 was sent with the first byte of the answer.
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpListenerException or IOException or ObjectDisposedException)
        {
            response.Abort(); // The client went away, or the test is over.
        }
    }

    private async Task<int> PostAsync(HttpListenerContext context)
    {
        JsonRpcMessage? message;
        try
        {
            message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(
                context.Request.InputStream, McpJsonUtilities.DefaultOptions, _stop.Token);
        }
        catch (JsonException)
        {
            return 400;
        }

        if (message is not null && Refuse(message) is { } refusal)
        {
            return refusal;
        }

        string? id = context.Request.Headers[SessionHeader];
        if (id is null && message is JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            Sessions++;
            id = Guid.NewGuid().ToString("N");
            var transport = new StreamableHttpServerTransport { SessionId = id };
            var server = McpServer.Create(transport, _createOptions());
            _sessions[id] = (transport, server, server.RunAsync(_stop.Token));
        }

        if (message is null || id is null)
        {
            return 400;
        }

        if (!_sessions.TryGetValue(id, out var session))
        {
            return AnswerUnknown(context.Response);
        }

        context.Response.Headers[SessionHeader] = id;
        context.Response.ContentType = "text/event-stream";
        return await session.Transport.HandlePostRequestAsync(message, context.Response.OutputStream, _stop.Token) ? 200 : 202;
    }

    private async Task<bool> EndAsync(string id)
    {
        if (!_sessions.TryRemove(id, out var session))
        {
            return false;
        }

        await session.Server.DisposeAsync();
        await session.Transport.DisposeAsync();
        await session.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }
}
