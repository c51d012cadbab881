using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A service's embedding generator with typed errors, and with its rate limits to be asked for.</summary>
internal sealed class ServiceEmbeddingGenerator(
    IEmbeddingGenerator<string, Embedding<float>> inner, string model, ServiceHandler handler, IDisposable owned)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (ServiceErrors.IsOfTheService(error))
        {
            throw ServiceErrors.Translate(error, model);
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
}
