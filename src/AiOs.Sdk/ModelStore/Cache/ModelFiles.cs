namespace AiOs;

/// <summary>The files of one model on loan from a cache.</summary>
internal sealed class ModelFiles : IModelFiles
{
    private readonly CacheFolder _folder;
    private readonly IModelFileEnvelope? _envelope;
    private readonly Dictionary<string, string> _digests;
    private List<FileStream>? _leases;

    public ModelFiles(CacheFolder folder, IReadOnlyList<ModelFile> files, List<FileStream> leases, IModelFileEnvelope? envelope)
    {
        _folder = folder;
        Files = files;
        _leases = leases;
        _envelope = envelope;
        _digests = files.ToDictionary(file => file.Path, file => file.Sha256.ToLowerInvariant(), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelFile> Files { get; }

    /// <inheritdoc/>
    public Stream OpenRead(string path)
    {
        string digest = DigestOf(path);
        var file = new FileStream(_folder.BlobOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
        try
        {
            return _envelope?.WrapReader(file, digest) ?? file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string PathOf(string path) => _envelope is null
        ? _folder.BlobOf(DigestOf(path))
        : throw new NotSupportedException($"'{path}' is encrypted at rest: read it with OpenRead instead of by its place on disk.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lease in Interlocked.Exchange(ref _leases, null) ?? [])
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private string DigestOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ObjectDisposedException.ThrowIf(_leases is null, this);
        return _digests.TryGetValue(path, out string? digest)
            ? digest
            : throw new ModelSourceException(
                ModelSourceFault.NotFound, $"The model has no file '{path}'. It has: {string.Join(", ", _digests.Keys.Take(20))}.");
    }
}
