namespace AiOs;

/// <summary>The app store for models: what there is, and a lease on what fits.</summary>
/// <remarks>Threads: every member may be called from any thread.</remarks>
public interface IModelStore
{
    /// <summary>Gets the models, in the order of their registration.</summary>
    IReadOnlyList<ModelManifest> Catalogue { get; }

    /// <summary>Leases a model that fits: a healthy one before others, then by <see cref="ModelRequest.Prefer"/>.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Cancels the wait for a lease to be returned, and the loading.</param>
    /// <returns>The lease; dispose of it when done.</returns>
    /// <exception cref="ModelNotFoundException">Nothing fits; the message says what there is.</exception>
    /// <exception cref="ModelBusyException">All that fit are lent out, and the queue for them is full.</exception>
    ValueTask<ModelLease> LeaseAsync(ModelRequest request, CancellationToken cancellationToken = default);
}
