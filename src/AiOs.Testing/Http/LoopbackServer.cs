using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiOs;

/// <summary>A web server on this machine for tests of clients: it answers from a function, or replays recorded answers in order.</summary>
/// <remarks>
/// <para>It speaks as much HTTP/1.1 as a client needs to be tested: one request a connection, and lengths rather than chunks.</para>
/// <para>Threads: answers are made on several threads at once.</para>
/// </remarks>
public sealed class LoopbackServer : IAsyncDisposable
{
    private const int MaxHeadBytes = 64 * 1024;
    private const int MaxBodyBytes = 64 * 1024 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackRequest, LoopbackReply> _answer;
    private readonly List<LoopbackRequest> _requests = [];
    private readonly List<Task> _open = [];
    private readonly Task _accepting;

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="answer">Answers a request. An exception becomes a 500 with its message.</param>
    public LoopbackServer(Func<LoopbackRequest, LoopbackReply> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Gets the root of the server's addresses.</summary>
    public Uri Address { get; }

    /// <summary>Gets what was asked so far, in order of arrival.</summary>
    public IReadOnlyList<LoopbackRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Starts a server that gives one reply after the other, whatever is asked, and then a 500.</summary>
    /// <param name="replies">The replies.</param>
    /// <returns>The server.</returns>
    public static LoopbackServer Replay(params LoopbackReply[] replies)
    {
        ArgumentNullException.ThrowIfNull(replies);
        int next = -1;
        return new LoopbackServer(request => Interlocked.Increment(ref next) is var i && i < replies.Length
            ? replies[i]
            : throw new InvalidOperationException($"Nothing is left to replay for {request.Method} {request.Path}."));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        Task[] open;
        lock (_open)
        {
            open = [.. _open];
        }

        await Task.WhenAll(open).ConfigureAwait(false);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                lock (_open)
                {
                    _open.RemoveAll(static task => task.IsCompleted);
                    _open.Add(ServeAsync(socket));
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return; // Stopped.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield(); // The next connection is accepted meanwhile.
        using (socket)
        {
            try
            {
                using var stream = new NetworkStream(socket);
                if (await ReadAsync(stream).ConfigureAwait(false) is not { } request)
                {
                    return;
                }

                lock (_requests)
                {
                    _requests.Add(request);
                }

                await WriteAsync(socket, stream, Answer(request)).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // The client left, or the server is stopping; either way nobody listens.
            }
        }
    }

    private LoopbackReply Answer(LoopbackRequest request)
    {
        try
        {
            return _answer(request);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return LoopbackReply.Text(error.Message, "text/plain", 500);
        }
    }

    private async ValueTask<LoopbackRequest?> ReadAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[8192];
        int length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (length == buffer.Length)
            {
                if (length >= MaxHeadBytes)
                {
                    return null;
                }

                Array.Resize(ref buffer, length * 2);
            }

            int read = await stream.ReadAsync(buffer.AsMemory(length), _stop.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        string[] lines = Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n");
        string[] first = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] parts in lines.Skip(1).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)))
        {
            headers[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }

        var already = buffer.AsMemory(end + 4, length - end - 4);
        byte[] body = await ReadBodyAsync(stream, headers, already).ConfigureAwait(false);
        return new LoopbackRequest(first[0], first.Length > 1 ? first[1] : "/", headers, body);
    }

    private async ValueTask<byte[]> ReadBodyAsync(NetworkStream stream, Dictionary<string, string> headers, Memory<byte> already)
    {
        var wire = new PrefixedReader(already, stream);
        if (headers.TryGetValue("Transfer-Encoding", out string? coding) && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            using var body = new MemoryStream();
            while (int.Parse(await wire.ReadLineAsync(_stop.Token).ConfigureAwait(false), NumberStyles.HexNumber) is > 0 and int size)
            {
                body.Write(await wire.ReadBytesAsync(Math.Min(size, MaxBodyBytes), _stop.Token).ConfigureAwait(false));
                await wire.ReadLineAsync(_stop.Token).ConfigureAwait(false);
            }

            return body.ToArray();
        }

        int length = headers.TryGetValue("Content-Length", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        return await wire.ReadBytesAsync(Math.Min(length, MaxBodyBytes), _stop.Token).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(Socket socket, NetworkStream stream, LoopbackReply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}\r\n");
        foreach (var (name, value) in reply.Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        head.Append("Content-Length: ").Append(reply.Body.Length).Append("\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), _stop.Token).ConfigureAwait(false);
        var body = reply.CutAfterBytes is { } cut ? reply.Body[..Math.Min(cut, reply.Body.Length)] : reply.Body;
        await stream.WriteAsync(body, _stop.Token).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Reads what came along with the head first, and then the connection.</summary>
    private sealed class PrefixedReader(Memory<byte> prefix, NetworkStream stream)
    {
        private Memory<byte> _prefix = prefix;

        public async ValueTask<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
        {
            byte[] bytes = new byte[count];
            int taken = Math.Min(count, _prefix.Length);
            _prefix[..taken].CopyTo(bytes);
            _prefix = _prefix[taken..];
            await stream.ReadExactlyAsync(bytes.AsMemory(taken), cancellationToken).ConfigureAwait(false);
            return bytes;
        }

        public async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
        {
            var line = new StringBuilder();
            while (true)
            {
                byte next = (await ReadBytesAsync(1, cancellationToken).ConfigureAwait(false))[0];
                if (next == '\n')
                {
                    return line.ToString().TrimEnd('\r');
                }

                line.Append((char)next);
            }
        }
    }
}
