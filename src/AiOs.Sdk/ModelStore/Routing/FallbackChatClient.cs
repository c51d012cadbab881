using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One chat client over all models of a store: each call leases the best, and falls back to the next where it fails.</summary>
/// <remarks>
/// A stream falls back only before its first update: what was said cannot be taken back. The store passes over what just failed; where
/// it offers a model that was tried already, there is nothing else, and its failure stands.
/// </remarks>
internal sealed class FallbackChatClient(IModelStore store, ModelRequest request, int maxAttempts) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var route = new Route(maxAttempts);
        List<ChatMessage> all = [.. messages]; // May be read once for each attempt.
        while (true)
        {
            var lease = await store.LeaseAsync(request, cancellationToken).ConfigureAwait(false);
            await using var disposal = lease.ConfigureAwait(false);
            route.Enter(lease);
            try
            {
                var response = await lease.ChatClient.GetResponseAsync(all, options, cancellationToken).ConfigureAwait(false);
                response.AdditionalProperties = route.Sign(response.AdditionalProperties, lease);
                return response;
            }
            catch (Exception error) when (route.MayGoOn(error, lease, cancellationToken))
            {
                // The next model is tried; the reason of the answer says what failed.
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var route = new Route(maxAttempts);
        List<ChatMessage> all = [.. messages];
        while (true)
        {
            var lease = await store.LeaseAsync(request, cancellationToken).ConfigureAwait(false);
            await using var returning = lease.ConfigureAwait(false);
            route.Enter(lease);
            var updates = lease.ChatClient.GetStreamingResponseAsync(all, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var disposal = updates.ConfigureAwait(false);
            bool isFirst = true;
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (Exception error) when (isFirst && route.MayGoOn(error, lease, cancellationToken))
                {
                    break;
                }

                if (isFirst)
                {
                    updates.Current.AdditionalProperties = route.Sign(updates.Current.AdditionalProperties, lease);
                    isFirst = false;
                }

                yield return updates.Current;
            }
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
        // The models are the store's.
    }

    /// <summary>The way of one call through the models.</summary>
    private sealed class Route(int maxAttempts)
    {
        private readonly List<string> _failed = [];
        private Exception? _last;

        /// <summary>Notes the model that is tried next, or gives up where it was tried before.</summary>
        public void Enter(ModelLease lease)
        {
            if (_last is { } last && _failed.Exists(failed => failed.StartsWith($"'{lease.Manifest.Id}' ", StringComparison.Ordinal)))
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(last);
            }
        }

        public bool MayGoOn(Exception error, ModelLease lease, CancellationToken cancellationToken)
        {
            bool isOfTheModel = error is ModelCallException { CanFallBack: true } or HttpRequestException or IOException or TimeoutException;
            if (!isOfTheModel || cancellationToken.IsCancellationRequested || _failed.Count + 1 >= maxAttempts)
            {
                return false;
            }

            _failed.Add($"'{lease.Manifest.Id}' failed ({(error as ModelCallException)?.Fault.ToString() ?? error.GetType().Name})");
            _last = error;
            return true;
        }

        public AdditionalPropertiesDictionary Sign(AdditionalPropertiesDictionary? properties, ModelLease lease)
        {
            properties ??= [];
            properties[ModelStoreExtensions.ModelProperty] = lease.Manifest.Id;
            properties[ModelStoreExtensions.ReasonProperty] = string.Join("; ", _failed.Append(lease.Reason));
            return properties;
        }
    }
}
