using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A leased client whose calls tell its model's health. It belongs to the store: disposing of it disposes of nothing.</summary>
internal sealed class ObservedChatClient(IChatClient inner, ModelHealth health, TimeProvider time) : IChatClient
{
    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        long start = time.GetTimestamp();
        Task<ChatResponse> pending;
        try
        {
            pending = inner.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception error) when (!IsCancelled(error, cancellationToken))
        {
            health.Failed(error);
            throw;
        }

        if (!pending.IsCompletedSuccessfully)
        {
            return ObserveAsync(pending, start, cancellationToken);
        }

        health.Succeeded(time.GetElapsedTime(start));
        return pending; // Cached or scripted: the answer goes on as it came.
    }

    private async Task<ChatResponse> ObserveAsync(Task<ChatResponse> pending, long start, CancellationToken cancellationToken)
    {
        try
        {
            var response = await pending.ConfigureAwait(false);
            health.Succeeded(time.GetElapsedTime(start));
            return response;
        }
        catch (Exception error) when (!IsCancelled(error, cancellationToken))
        {
            health.Failed(error);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long start = time.GetTimestamp();
        bool isFirst = true;
        var updates = inner.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var disposal = updates.ConfigureAwait(false);
        while (await MoveAsync(updates, cancellationToken).ConfigureAwait(false))
        {
            if (isFirst)
            {
                health.Succeeded(time.GetElapsedTime(start));
                isFirst = false;
            }

            yield return updates.Current;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : inner.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The client is the container's or the store's.
    }

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (!IsCancelled(error, cancellationToken))
        {
            health.Failed(error);
            throw;
        }
    }

    private static bool IsCancelled(Exception error, CancellationToken cancellationToken) =>
        error is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
