using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A chat client over a kernel: a conversation is a process.</summary>
internal sealed class KernelChatClient(IKernel kernel, AgentSpec spec, int maxConversations) : IChatClient
{
    private static readonly ChatClientMetadata Metadata = new("aios");
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Id, AgentProcess Process)> _conversations = new(); // The newest first.

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken)
            .ConfigureAwait(false);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> said = [.. messages];
        if (said.Count == 0)
        {
            throw new ArgumentException("There is no message to answer.", nameof(messages));
        }

        var (id, process) = await GetProcessAsync(options?.ConversationId, cancellationToken).ConfigureAwait(false);
        if (said.Count > 1)
        {
            await process.Memory.AppendAsync([.. said.Take(said.Count - 1).Select(DraftOf)], cancellationToken).ConfigureAwait(false);
        }

        bool hasText = false;
        await foreach (var happening in process.RunAsync(said[^1], cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            switch (happening)
            {
                case TextReceived text:
                    hasText = true;
                    yield return Update(id, text.Text);
                    break;
                case TurnCompleted completed:
                    yield return Final(id, completed, hasText);
                    break;
                case TurnFailed failed:
                    ExceptionDispatchInfo.Throw(failed.Error);
                    break;
                default:
                    break;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? Metadata
            : serviceType == typeof(IKernel) ? kernel
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        List<AgentProcess> processes;
        lock (_lock)
        {
            processes = [.. _conversations.Select(static conversation => conversation.Process)];
            _conversations.Clear();
        }

        foreach (var process in processes)
        {
            _ = process.KillAsync("its chat client was disposed of").AsTask();
        }
    }

    private async ValueTask<(string Id, AgentProcess Process)> GetProcessAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is not null)
        {
            return Find(id) ?? throw new ArgumentException(
                $"There is no conversation '{id}': it was not begun here, or {maxConversations} later ones took its place.", nameof(id));
        }

        var process = await kernel.SpawnAsync(spec, cancellationToken).ConfigureAwait(false);
        var conversation = (Id: $"aios-{process.Id}", process);
        AgentProcess? oldest = null;
        lock (_lock)
        {
            _conversations.AddFirst(conversation);
            if (_conversations.Count > maxConversations)
            {
                oldest = _conversations.Last!.Value.Process;
                _conversations.RemoveLast();
            }
        }

        if (oldest is not null)
        {
            await oldest.KillAsync("later conversations took its place").ConfigureAwait(false);
        }

        return conversation;
    }

    private (string Id, AgentProcess Process)? Find(string id)
    {
        lock (_lock)
        {
            for (var node = _conversations.First; node is not null; node = node.Next)
            {
                if (node.Value.Id == id)
                {
                    _conversations.Remove(node);
                    _conversations.AddFirst(node);
                    return node.Value;
                }
            }
        }

        return null;
    }

    // Instructions that a caller sends as a message must stand in every request, as they would with any other client.
    private static PageDraft DraftOf(ChatMessage message) => new()
    {
        Messages = [MessageCleaner.Clean(message)],
        Kind = message.Contents.Any(static content => content is FunctionCallContent or FunctionResultContent)
            ? PageKind.ToolExchange
            : PageKind.Message,
        IsPinned = message.Role == ChatRole.System,
    };

    private static ChatResponseUpdate Update(string id, string text) =>
        new(ChatRole.Assistant, text) { ConversationId = id, MessageId = id };

    private static ChatResponseUpdate Final(string id, TurnCompleted completed, bool hasText)
    {
        var usage = new UsageContent(new UsageDetails
        {
            InputTokenCount = completed.Usage.InputTokens,
            OutputTokenCount = completed.Usage.OutputTokens,
            TotalTokenCount = completed.Usage.TotalTokens,
        });
        List<AIContent> contents = hasText ? [usage] : [.. completed.Message.Contents, usage];
        return new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            ConversationId = id,
            MessageId = id,
            FinishReason = ChatFinishReason.Stop,
        };
    }
}
