using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A model that takes no time: what is left is what the kernel, the window and the pager take.</summary>
internal sealed class InstantChatClient : IChatClient
{
    private static readonly ChatMessage Answer = new(ChatRole.Assistant, "Noted.");

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(Answer));

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<ChatResponseUpdate>();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
