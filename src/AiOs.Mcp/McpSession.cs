using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace AiOs;

/// <summary>A client and its transport, from the handshake to the end of both.</summary>
/// <remarks>
/// The official client lets a request that fails on its way fail by itself, and ends only when its stream does or when the server answers 404.
/// Other servers say with a 400 that they do not know a session, so a failure leaves a doubt, which the next call removes.
/// </remarks>
internal sealed partial class McpSession : IAsyncDisposable
{
    // Null lets the SDK ask which version there is. A server that answers that question out of form is asked for each version that
    // has the older handshake, because a client that names one accepts no other.
    private static readonly string?[] Versions = [null, "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    private readonly IClientTransport _transport;
    private volatile bool _isDoubted;
    private int _calls;

    private McpSession(McpClient client, IClientTransport transport)
    {
        Client = client;
        _transport = transport;
    }

    public McpClient Client { get; }

    /// <summary>Gets or sets whether the server is asked for the session before the next call is sent.</summary>
    public bool IsDoubted
    {
        get => _isDoubted;
        set => _isDoubted = value;
    }

    /// <summary>Gets whether calls can be sent without asking first.</summary>
    public bool IsSound => !_isDoubted && !Client.Completion.IsCompleted;

    /// <summary>Gets whether an answer is waited for.</summary>
    public bool HasCalls => Volatile.Read(ref _calls) > 0;

    public static async Task<McpSession> CreateAsync(
        McpServerSettings settings, Func<string?, McpClientOptions> createOptions, ILogger logger, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            var transport = settings.CreateTransport();
            try
            {
                return new McpSession(
                    await McpClient.CreateAsync(transport, createOptions(Versions[i]), cancellationToken: cancellationToken).ConfigureAwait(false),
                    transport);
            }
            catch (Exception e) when (e is McpException or JsonException && i + 1 < Versions.Length)
            {
                await EndAsync(transport).ConfigureAwait(false);
                LogOtherVersion(logger, e, settings.Name, Versions[i + 1]!);
            }
            catch
            {
                await EndAsync(transport).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Notes that a call failed. Where there is no session that a server could have lost, there is nothing to doubt.</summary>
    public void Doubt() => _isDoubted |= Client.SessionId is not null;

    /// <summary>Sends a request, and fails it when the connection ends: one that was written just then has nobody else who would.</summary>
    public async ValueTask<T> SendAsync<T>(Func<McpClient, CancellationToken, ValueTask<T>> send, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Interlocked.Increment(ref _calls);
        try
        {
            var sending = send(Client, stop.Token).AsTask();
            if (await Task.WhenAny(sending, Client.Completion).ConfigureAwait(false) != sending)
            {
                await stop.CancelAsync().ConfigureAwait(false);
            }

            return await sending.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw e.InnerException is TimeoutException
                ? new TimeoutException("The HTTP client does not wait any longer (HttpClient.Timeout).", e)
                : new IOException("The connection ended before the answer came.", e);
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    /// <summary>Asks the server whether it still has the session.</summary>
    /// <returns>False where the server says that it has not, or the connection ended.</returns>
    /// <exception cref="HttpRequestException">The server cannot say it now; also other exceptions of requests that fail.</exception>
    public async ValueTask<bool> IsKnownAsync(CancellationToken cancellationToken)
    {
        if (Client.Completion.IsCompleted)
        {
            return false;
        }

        try
        {
            await SendAsync(static (client, token) => client.PingAsync(cancellationToken: token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or McpProtocolException { ErrorCode: McpErrorCode.MethodNotFound })
        {
            // An answer, if not to the question.
        }
        catch (Exception e) when (e is McpProtocolException or IOException or InvalidOperationException
            or HttpRequestException { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Gone })
        {
            return false;
        }

        _isDoubted = false;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        await EndAsync(_transport).ConfigureAwait(false);
    }

    // A transport over HTTP holds open connections of its own, which the client's end does not close.
    private static ValueTask EndAsync(IClientTransport transport) =>
        transport is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;

    [LoggerMessage(3, LogLevel.Information, "MCP server {Server} answered out of form; asking it for protocol version {Version}")]
    private static partial void LogOtherVersion(ILogger logger, Exception error, string server, string version);
}
