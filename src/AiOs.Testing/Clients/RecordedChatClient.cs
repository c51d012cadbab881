using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Records what a real client answers, or replays it without one: a run against a model that anyone can repeat.</summary>
/// <remarks>
/// <para>The file holds one line a call: the SHA-256 of the request's messages, a tab, and the response as JSON.</para>
/// <para>Threads: calls take turns while recording; a replay may be used from any thread.</para>
/// </remarks>
public sealed class RecordedChatClient : IChatClient
{
    private static readonly JsonTypeInfo<IList<ChatMessage>> MessagesInfo =
        (JsonTypeInfo<IList<ChatMessage>>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IList<ChatMessage>));

    private static readonly JsonTypeInfo<ChatResponse> ResponseInfo =
        (JsonTypeInfo<ChatResponse>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatResponse));

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IChatClient? _inner;
    private readonly string _path;
    private readonly Dictionary<string, Queue<ChatResponse>> _recorded;

    private RecordedChatClient(IChatClient? inner, string path, Dictionary<string, Queue<ChatResponse>> recorded)
    {
        _inner = inner;
        _path = path;
        _recorded = recorded;
    }

    /// <summary>Records to a file what a client answers.</summary>
    /// <param name="inner">The client; the caller keeps owning it.</param>
    /// <param name="path">The file; appended to where it exists.</param>
    /// <returns>The recording client.</returns>
    public static RecordedChatClient Record(IChatClient inner, string path)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RecordedChatClient(inner, path, []);
    }

    /// <summary>Replays a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The replaying client. A request that was recorded more than once is answered in the recorded order.</returns>
    /// <exception cref="InvalidDataException">A line is not a recording; the message names it.</exception>
    public static RecordedChatClient Replay(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var recorded = new Dictionary<string, Queue<ChatResponse>>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            ChatResponse? response = tab > 0 ? Parse(line[(tab + 1)..], path, number) : null;
            if (response is null)
            {
                throw new InvalidDataException($"{path}, line {number}: expected a hash, a tab and a response.");
            }

            string key = line[..tab];
            if (!recorded.TryGetValue(key, out var queue))
            {
                recorded[key] = queue = new Queue<ChatResponse>();
            }

            queue.Enqueue(response);
        }

        return new RecordedChatClient(null, path, recorded);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] request = [.. messages];
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _inner is null
                ? Find(request)
                : await RecordAsync(_inner, request, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
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
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : _inner?.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static ChatResponse? Parse(string json, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ResponseInfo);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {number}: the response cannot be read. {e.Message}", e);
        }
    }

    // Properties that a window adds for clients in process are no part of what a model reads.
    private static string Hash(ChatMessage[] messages)
    {
        IList<ChatMessage> bare = [.. messages.Select(message =>
        {
            var clone = message.Clone();
            clone.AdditionalProperties = null;
            return clone;
        })];
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(bare, MessagesInfo)));
    }

    private async Task<ChatResponse> RecordAsync(
        IChatClient inner, ChatMessage[] request, ChatOptions? options, CancellationToken cancellationToken)
    {
        var response = await inner.GetResponseAsync(request, options, cancellationToken).ConfigureAwait(false);
        string line = Hash(request) + "\t" + JsonSerializer.Serialize(response, ResponseInfo).ReplaceLineEndings(" ") + "\n";
        await File.AppendAllTextAsync(_path, line, cancellationToken).ConfigureAwait(false);
        return response;
    }

    private ChatResponse Find(ChatMessage[] request)
    {
        if (!_recorded.TryGetValue(Hash(request), out var responses))
        {
            throw new InvalidOperationException(
                $"{_path} holds no answer to this request of {request.Length} messages, which ends: "
                + $"\"{(request.Length == 0 ? "" : request[^1].Text)}\". Record it again with RecordedChatClient.Record.");
        }

        return responses.Count > 1 ? responses.Dequeue() : responses.Peek(); // The last answer stands for every further repeat.
    }
}
