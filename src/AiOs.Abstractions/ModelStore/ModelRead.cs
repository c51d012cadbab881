namespace AiOs;

/// <summary>A file of a model while it is being read from its source. Its owner disposes of it, and so of the content.</summary>
public sealed class ModelRead : IAsyncDisposable
{
    private readonly IDisposable? _owner;

    /// <summary>Wraps what a source opened.</summary>
    /// <param name="content">The bytes from <paramref name="offset"/> on.</param>
    /// <param name="offset">Where the content begins in the file: what was asked for, or 0.</param>
    /// <param name="totalBytes">The size of the whole file, or null where the source does not say.</param>
    /// <param name="owner">Disposed of after the content, such as a response; null for nothing.</param>
    public ModelRead(Stream content, long offset, long? totalBytes, IDisposable? owner = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Content = content;
        Offset = offset;
        TotalBytes = totalBytes;
        _owner = owner;
    }

    /// <summary>Gets the bytes from <see cref="Offset"/> on.</summary>
    public Stream Content { get; }

    /// <summary>Gets where the content begins in the file.</summary>
    public long Offset { get; }

    /// <summary>Gets the size of the whole file, or null where the source does not say.</summary>
    public long? TotalBytes { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        _owner?.Dispose();
    }
}
