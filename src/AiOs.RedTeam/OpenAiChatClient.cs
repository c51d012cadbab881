using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Asks an OpenAI-compatible endpoint: text to text, as a scan needs it, without tools and streaming.</summary>
/// <remarks>Threads: any, as the HTTP client.</remarks>
public sealed class OpenAiChatClient : IChatClient
{
    private readonly HttpClient _http;
    private readonly OpenAiEndpoint _endpoint;

    /// <summary>Creates a client.</summary>
    /// <param name="http">Sends the requests; the caller disposes of it, and sets its time limit.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <exception cref="ArgumentException">The address is neither <c>http</c> nor <c>https</c>, or the model has no name.</exception>
    public OpenAiChatClient(HttpClient http, OpenAiEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrEmpty(endpoint.Model, nameof(endpoint));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(endpoint.MaxAnswerBytes, nameof(endpoint));
        if (!endpoint.Address.IsAbsoluteUri || endpoint.Address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"The address is '{endpoint.Address}'; one with http or https is expected.", nameof(endpoint));
        }

        _http = http;
        _endpoint = endpoint;
    }

    /// <inheritdoc/>
    /// <exception cref="OpenAiEndpointException">The endpoint answered with an error, or with something else than an answer.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint.Address.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        request.Content = new ByteArrayContent(BodyOf(messages, options));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_endpoint.Key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _endpoint.Key);
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            byte[] body = await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? Parse(body)
                : throw new OpenAiEndpointException(_endpoint, $"status {(int)response.StatusCode}");
        }
        catch (HttpRequestException error)
        {
            throw new OpenAiEndpointException(_endpoint, error.Message, error);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The whole answer comes as one update.</remarks>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the HTTP client is the caller's.</summary>
    public void Dispose()
    {
    }

    private byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("model", _endpoint.Model);
            if (options?.Temperature is { } temperature)
            {
                writer.WriteNumber("temperature", temperature);
            }

            if (options?.MaxOutputTokens is { } tokens)
            {
                writer.WriteNumber("max_tokens", tokens);
            }

            writer.WriteStartArray("messages");
            foreach (var message in messages)
            {
                writer.WriteStartObject();
                writer.WriteString("role", message.Role.Value);
                writer.WriteString("content", message.Text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream();
            byte[] piece = new byte[16 << 10];
            while (await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                body.Write(piece, 0, count);
                if (body.Length > _endpoint.MaxAnswerBytes)
                {
                    throw new OpenAiEndpointException(_endpoint, $"its answer is longer than {_endpoint.MaxAnswerBytes:N0} bytes");
                }
            }

            return body.ToArray();
        }
    }

    private ChatResponse Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            string text = document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() ?? "";
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { ModelId = _endpoint.Model };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new OpenAiEndpointException(_endpoint, "its body holds no choices[0].message.content", error);
        }
    }
}
