using System.Collections.Concurrent;

namespace AiOs;

/// <summary>Labels of stores in memory: for stores that end with the program.</summary>
/// <remarks>Threads: both members may be called from any thread.</remarks>
public sealed class InMemoryStoreLabels : IStoreLabels
{
    private readonly ConcurrentDictionary<string, SecurityLabel> _labels = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public SecurityLabel Find(string store)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        return _labels.GetValueOrDefault(store, SecurityLabel.System);
    }

    /// <inheritdoc/>
    public ValueTask JoinAsync(string store, SecurityLabel label, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        ArgumentNullException.ThrowIfNull(label);
        cancellationToken.ThrowIfCancellationRequested();
        _labels.AddOrUpdate(store, label, (_, known) => known.Join(label));
        return default;
    }
}
