using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A model that takes no time, calls a tool so many times less one, and then answers.</summary>
internal sealed class TickingChatClient(int steps) : IChatClient
{
    private int _made;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        _made = (_made + 1) % steps; // One process asks, one call after the other.
        AIContent content = _made != 0 ? new FunctionCallContent("c", "tick") : new TextContent("Noted.");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<ChatResponseUpdate>();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
