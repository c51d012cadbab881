namespace AiOs;

/// <summary>A place that models can be pulled from: a folder, a web server, a hub.</summary>
/// <remarks>
/// <para>A source is not trusted: whatever it gives is measured against the sizes and digests of the manifest.</para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public interface IModelSource
{
    /// <summary>Gets where the files come from, for messages; without secrets.</summary>
    string Name { get; }

    /// <summary>Begins to read a file.</summary>
    /// <param name="path">The file's relative path, with forward slashes, as in <see cref="ModelFile.Path"/>.</param>
    /// <param name="offset">The first byte wanted, from 0 to the size of the file.</param>
    /// <param name="cancellationToken">Cancels the opening; reading takes a token of its own.</param>
    /// <returns>
    /// The content. A source that cannot begin in the middle begins at 0 and says so in <see cref="ModelRead.Offset"/>.
    /// </returns>
    /// <exception cref="ModelSourceException">The file is not there, or not to be had; the fault says which.</exception>
    ValueTask<ModelRead> OpenAsync(string path, long offset, CancellationToken cancellationToken = default);
}
