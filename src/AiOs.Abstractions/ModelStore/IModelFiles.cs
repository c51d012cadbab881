namespace AiOs;

/// <summary>The verified files of a pulled model, on loan: they stay on disk until this is disposed of.</summary>
/// <remarks>Threads: every member may be called from any thread.</remarks>
public interface IModelFiles : IAsyncDisposable
{
    /// <summary>Gets the files, as the manifest names them.</summary>
    IReadOnlyList<ModelFile> Files { get; }

    /// <summary>Opens a file for reading from its beginning; what was encrypted at rest is decrypted on the way.</summary>
    /// <param name="path">The file's path in the manifest.</param>
    /// <returns>The content; its owner disposes of it. Seekable unless the files are encrypted at rest.</returns>
    /// <exception cref="ModelSourceException">The manifest has no such file.</exception>
    Stream OpenRead(string path);

    /// <summary>Gives the place of a file on disk, for engines that map files by name.</summary>
    /// <param name="path">The file's path in the manifest.</param>
    /// <returns>An absolute path. It must only be read.</returns>
    /// <exception cref="ModelSourceException">The manifest has no such file.</exception>
    /// <exception cref="NotSupportedException">The files are encrypted at rest, so that the file on disk is of no use.</exception>
    string PathOf(string path);
}
