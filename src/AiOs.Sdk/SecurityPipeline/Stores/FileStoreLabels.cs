namespace AiOs;

/// <summary>Labels of stores in a file: for stores that outlive the program, such as a folder.</summary>
/// <remarks>
/// <para>
/// A label only grows, as it must: who cleaned a store by hand deletes the file. It is on disk before what it is about is written, so that
/// a kill in between leaves a store that is trusted less than it could be, never more. A change takes the place of the file in one step.
/// </para>
/// <para>Limits: 10,000 stores. Threads: any. One process at a time has the file.</para>
/// </remarks>
public sealed class FileStoreLabels : IStoreLabels, IDisposable
{
    private const int MaxStores = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SecurityLabel> _labels;
    private readonly FileStream _owner;
    private readonly string _path;

    /// <summary>Opens the labels.</summary>
    /// <param name="path">The file, begun where there is none; a file with <c>.lock</c> added to the name stands beside it.</param>
    /// <exception cref="SecurityFileException">The file is not one of labels. Nothing was changed.</exception>
    /// <exception cref="IOException">The file cannot be read, or another process has it.</exception>
    public FileStoreLabels(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _owner = SecurityFile.Lock(path);
        try
        {
            var file = SecurityFile.Read(path, SecurityFileJsonContext.Default.StoreLabelsDocument);
            _labels = (file?.Stores ?? []).ToDictionary(
                static entry => entry.Store,
                static entry => new SecurityLabel(entry.Integrity, entry.Readers is null ? ReaderSet.Everyone : ReaderSet.Of(entry.Readers)),
                StringComparer.Ordinal);
        }
        catch
        {
            _owner.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SecurityLabel Find(string store)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        lock (_lock)
        {
            return _labels.GetValueOrDefault(store, SecurityLabel.System);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There are more stores than can be kept.</exception>
    public ValueTask JoinAsync(string store, SecurityLabel label, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        ArgumentNullException.ThrowIfNull(label);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var known = _labels.GetValueOrDefault(store, SecurityLabel.System);
            var joined = known.Join(label);
            if (joined == known)
            {
                return default; // By far the commonest case: a store is written into many times, and its label changes a few.
            }

            if (_labels.Count >= MaxStores && !_labels.ContainsKey(store))
            {
                throw new InvalidOperationException($"There are {MaxStores} stores with labels already, and '{store}' would be one more.");
            }

            var next = new Dictionary<string, SecurityLabel>(_labels, StringComparer.Ordinal) { [store] = joined };
            SecurityFile.Write(
                _path,
                new StoreLabelsDocument(SecurityFile.Version, [.. next.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair =>
                    new StoreLabelEntry(pair.Key, pair.Value.Integrity, pair.Value.Readers.IsEveryone ? null : [.. pair.Value.Readers.Names]))]),
                SecurityFileJsonContext.Default.StoreLabelsDocument);
            _labels[store] = joined;
        }

        return default;
    }

    /// <summary>Lets another process have the file.</summary>
    public void Dispose() => _owner.Dispose();
}
