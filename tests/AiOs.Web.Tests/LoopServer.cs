using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiOs;

/// <summary>A web server on the loopback interface that answers as a test says, one request a connection.</summary>
internal sealed class LoopServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly Func<LoopRequest, CancellationToken, Task<byte[]>> _answer;
    private readonly List<LoopRequest> _requests = [];

    public LoopServer(Func<LoopRequest, byte[]> answer, string address = "127.0.0.1", int port = 0)
        : this((request, _) => Task.FromResult(answer(request)), address, port)
    {
    }

    public LoopServer(Func<LoopRequest, CancellationToken, Task<byte[]>> answer, string address = "127.0.0.1", int port = 0)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Parse(address), port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public IReadOnlyList<LoopRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public Uri Url(string path, string host = "127.0.0.1") => new($"http://{host}:{Port}{path}");

    public static byte[] Html(string html, params string[] headers) =>
        Response(200, Encoding.UTF8.GetBytes(html), ["Content-Type: text/html; charset=utf-8", .. headers]);

    public static byte[] Redirect(string location, int status = 302) => Response(status, [], ["Location: " + location]);

    public static byte[] NotFound() => Response(404, "nothing here"u8.ToArray(), ["Content-Type: text/plain"]);

    public static byte[] Response(int status, byte[] body, params string[] headers) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} Status\r\nContent-Length: {body.Length}\r\nConnection: close\r\n"
            + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n"),
        .. body,
    ];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open); // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string[] first = ((await reader.ReadLineAsync(_stop.Token)) ?? "").Split(' ');
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                {
                    int colon = line.IndexOf(':', StringComparison.Ordinal);
                    headers[line[..colon]] = line[(colon + 1)..].Trim();
                }

                if (first.Length < 2)
                {
                    return;
                }

                var request = new LoopRequest(first[1], headers);
                lock (_requests)
                {
                    _requests.Add(request);
                }

                await stream.WriteAsync(await _answer(request, _stop.Token), _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
