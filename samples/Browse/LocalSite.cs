using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;

namespace AiOs;

/// <summary>A small web of its own on the loopback interface: three pages, and a search that answers as SearXNG does.</summary>
internal sealed class LocalSite : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public LocalSite()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    public Uri SearchUrl => new($"http://127.0.0.1:{Port}/search");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            return; // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            string path = ((await reader.ReadLineAsync(_stop.Token)) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
            {
                // Headers: none of them changes an answer here.
            }

            var (status, type, text) = Find(path);
            byte[] body = Encoding.UTF8.GetBytes(text);
            byte[] head = Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nContent-Type: {type}; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
            await stream.WriteAsync((byte[])[.. head, .. body], _stop.Token);
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"A client went away: {e.Message}");
        }
    }

    private (string Status, string Type, string Text) Find(string path)
    {
        if (path.StartsWith("/search?", StringComparison.Ordinal))
        {
            string results = string.Join(',', Pages.All.Select(page =>
                $$"""{"url":{{Json($"http://127.0.0.1:{Port}{page.Path}")}},"title":{{Json(page.Title)}},"content":{{Json(page.Title)}}}"""));
            return ("200 OK", "application/json", $$"""{"results":[{{results}}]}""");
        }

        var found = Pages.All.FirstOrDefault(page => page.Path == path);
        return found is null ? ("404 Not Found", "text/plain", "nothing here") : ("200 OK", "text/html", found.Html);
    }

    private static string Json(string text) => "\"" + JavaScriptEncoder.Default.Encode(text) + "\"";
}
