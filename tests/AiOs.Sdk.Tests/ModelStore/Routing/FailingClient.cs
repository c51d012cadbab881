using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Answers with its name, after a while, or fails as it is told to.</summary>
internal sealed class FailingClient(string name) : IChatClient
{
    public Exception? Failure { get; set; }

    /// <summary>Fails a stream only after its first update.</summary>
    public bool FailsLate { get; set; }

    public Action? OnCall { get; set; }

    public int Calls { get; private set; }

    public bool IsDisposed { get; private set; }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls++;
        OnCall?.Invoke();
        return Failure is { } failure
            ? Task.FromException<ChatResponse>(failure)
            : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, name)));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Calls++;
        OnCall?.Invoke();
        await Task.Yield();
        if (Failure is { } early && !FailsLate)
        {
            throw early;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, name);
        if (Failure is { } late)
        {
            throw late;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => IsDisposed = true;
}
