using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Conveniences over a model store.</summary>
public static class ModelStoreExtensions
{
    /// <summary>The name under which an answer's additional properties hold the id of the model that gave it.</summary>
    public const string ModelProperty = "aios.model";

    /// <summary>The name under which an answer's additional properties hold why that model was chosen, and what failed before.</summary>
    public const string ReasonProperty = "aios.model.reason";

    /// <summary>Makes one chat client of a store: every call goes to the best model, and to the next one where that fails.</summary>
    /// <param name="store">The store.</param>
    /// <param name="request">What is wanted of a model; null for any chat model.</param>
    /// <param name="maxAttempts">How many models one call may try. 1 to 16, by default 3.</param>
    /// <returns>The client. Leases are taken for each call, so they count against each model's concurrency.</returns>
    /// <remarks>
    /// Only failures of a model fall back (<see cref="ModelCallException.CanFallBack"/>, a broken connection); a request that is itself
    /// refused is not tried elsewhere. A stream falls back before its first update only.
    /// </remarks>
    public static IChatClient AsChatClient(this IModelStore store, ModelRequest? request = null, int maxAttempts = 3)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxAttempts, 16);
        return new FallbackChatClient(store, request ?? new ModelRequest(), maxAttempts);
    }
}
