using System.Net;
using System.Text;

namespace AiOs;

/// <summary>An endpoint of the test's own, on this machine only.</summary>
internal sealed class ChatEndpoint : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, (int Status, string Body)> _answer;
    private readonly Task _loop;

    public ChatEndpoint(Func<string, (int Status, string Body)> answer)
    {
        _answer = answer;
        for (int port = 42_000 + (Environment.ProcessId % 8_000); ; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                Address = new Uri($"http://127.0.0.1:{port}/v1");
                break;
            }
            catch (HttpListenerException) when (port < 60_000)
            {
                // Somebody else's: the next one.
            }
        }

        _loop = RunAsync();
    }

    public Uri Address { get; }

    public List<(string Path, string? Authorization, string Body)> Requests { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return; // Closed.
            }

            using var reader = new StreamReader(context.Request.InputStream);
            string body = await reader.ReadToEndAsync();
            (int status, string text) answer;
            lock (Requests)
            {
                Requests.Add((context.Request.RawUrl!, context.Request.Headers["Authorization"], body));
                answer = _answer(body);
            }

            context.Response.StatusCode = answer.status;
            byte[] bytes = Encoding.UTF8.GetBytes(answer.text);
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }
}
