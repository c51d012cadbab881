using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A model of the catalogue with what the store keeps about it. Leases are counted under the store's lock.</summary>
internal sealed class ModelEntry
{
    private readonly TimeProvider _time;
    private ObservedChatClient? _observed;
    private object? _observedInner;

    public ModelEntry(ModelRegistration registration, ModelHealth health, TimeProvider time)
    {
        Registration = registration;
        Health = health;
        _time = time;
        var manifest = registration.Manifest;
        Price = manifest.Price is { } price ? (double)((3 * price.Input) + price.Output) : double.PositiveInfinity;
    }

    public ModelRegistration Registration { get; }

    public ModelManifest Manifest => Registration.Manifest;

    public ModelHealth Health { get; }

    /// <summary>Gets the price of three parts input and one part output; infinite when unknown.</summary>
    public double Price { get; }

    /// <summary>Gets the time to the first token, as observed, else as the manifest says; infinite when unknown.</summary>
    public double FirstTokenMs => Health.FirstTokenMs is var observed && !double.IsNaN(observed)
        ? observed
        : Manifest.FirstTokenMs ?? double.PositiveInfinity;

    public int Leases { get; set; }

    public bool IsFull => Manifest.MaxLeases > 0 && Leases >= Manifest.MaxLeases;

    /// <summary>Wraps a chat client so that its calls tell the health; the same client gives the same wrapper.</summary>
    public object Observe(object client)
    {
        if (client is not IChatClient chat)
        {
            return client;
        }

        if (!ReferenceEquals(_observedInner, client) || _observed is not { } observed)
        {
            observed = new ObservedChatClient(chat, Health, _time);
            _observed = observed;
            _observedInner = client;
        }

        return observed;
    }
}
