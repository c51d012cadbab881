using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A chat client that answers from a script, and keeps every request for the test to look at.</summary>
/// <remarks>Threads: requests are numbered in the order in which they come; every member may be called from any thread.</remarks>
public sealed class ScriptedChatClient : IChatClient
{
    private readonly Lock _lock = new();
    private readonly List<ScriptedRequest> _requests = [];
    private readonly Func<ScriptedRequest, CancellationToken, ValueTask<ChatResponse>> _answer;

    /// <summary>Creates a client that answers with a function.</summary>
    /// <param name="answer">Gives the answer to a request; may throw, to play a failing provider.</param>
    public ScriptedChatClient(Func<ScriptedRequest, CancellationToken, ValueTask<ChatResponse>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _answer = answer;
    }

    /// <summary>Creates a client that answers with a list: one response a request, in order.</summary>
    /// <param name="responses">The responses.</param>
    public ScriptedChatClient(params IEnumerable<ChatResponse> responses)
    {
        ChatResponse[] script = [.. responses];
        _answer = (request, _) => request.Number < script.Length
            ? ValueTask.FromResult(script[request.Number])
            : throw new InvalidOperationException(
                $"The script has {script.Length} responses, but request {request.Number + 1} came. Add one, or end the loop.");
    }

    /// <summary>Gets the requests so far, oldest first.</summary>
    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Makes a plain text response.</summary>
    /// <param name="text">The text.</param>
    /// <param name="usage">What it is said to have taken, or null.</param>
    /// <returns>The response.</returns>
    public static ChatResponse Text(string text, UsageDetails? usage = null) =>
        new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop, Usage = usage };

    /// <summary>Makes a response that calls tools.</summary>
    /// <param name="calls">The calls.</param>
    /// <returns>The response.</returns>
    public static ChatResponse Calls(params IEnumerable<FunctionCallContent> calls) =>
        new(new ChatMessage(ChatRole.Assistant, [.. calls])) { FinishReason = ChatFinishReason.ToolCalls };

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        ScriptedRequest request;
        lock (_lock)
        {
            request = new ScriptedRequest(_requests.Count, [.. messages], options);
            _requests.Add(request);
        }

        return await _answer(request, cancellationToken).ConfigureAwait(false);
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
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }
}
