using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A service's chat client with typed errors, and with its rate limits to be asked for.</summary>
internal sealed class ServiceChatClient(
    IChatClient inner, string model, ServiceHandler handler, IDisposable owned, Func<Exception, ModelCallFault?>? faultOf = null)
    : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (ServiceErrors.IsOfTheService(error, faultOf))
        {
            throw ServiceErrors.Translate(error, model, faultOf);
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var disposal = updates.ConfigureAwait(false);
        bool isFinished = false;
        while (await MoveAsync(updates).ConfigureAwait(false))
        {
            isFinished |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }

        if (!isFinished)
        {
            throw ServiceErrors.CutShort(model); // A connection can end in peace in the middle of a sentence.
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ModelRateLimits) ? handler.RateLimits : base.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            owned.Dispose();
        }
    }

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (ServiceErrors.IsOfTheService(error, faultOf))
        {
            throw ServiceErrors.Translate(error, model, faultOf);
        }
    }
}
