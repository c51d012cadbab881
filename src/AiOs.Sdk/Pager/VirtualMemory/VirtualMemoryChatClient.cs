using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A client whose one conversation may be longer than its model's window.</summary>
internal sealed class VirtualMemoryChatClient(IChatClient inner, VirtualMemory memory) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = await ComposeAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var response = await InnerClient.GetResponseAsync(request.Messages, Without(options), cancellationToken).ConfigureAwait(false);
        await memory.KeepAsync(response, request, cancellationToken).ConfigureAwait(false);
        response.ConversationId = null;
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = await ComposeAsync(messages, options, cancellationToken).ConfigureAwait(false);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in InnerClient.GetStreamingResponseAsync(request.Messages, Without(options), cancellationToken)
            .ConfigureAwait(false))
        {
            update.ConversationId = null;
            updates.Add(update);
            yield return update;
        }

        await memory.KeepAsync(updates.ToChatResponse(), request, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = memory.DisposeAsync().AsTask(); // Nothing waits for it: all that was acknowledged is stored.
        }

        base.Dispose(disposing);
    }

    private ValueTask<RenderedContext> ComposeAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyList<AITool> tools = options?.Tools is { } offered ? [.. offered] : [];
        return memory.ComposeAsync(messages, options?.Instructions ?? "", tools, options?.ResponseFormat, cancellationToken);
    }

    // What is rendered holds the instructions and the whole conversation. Given twice, they would be read, and paid, twice: a service that keeps a
    // conversation would add all of it to what it has, and a caller that was told its name would send the results of calls without the calls.
    private static ChatOptions? Without(ChatOptions? options)
    {
        if (options is null or { Instructions: null, ConversationId: null })
        {
            return options;
        }

        var changed = options.Clone();
        changed.Instructions = null;
        changed.ConversationId = null;
        return changed;
    }
}
