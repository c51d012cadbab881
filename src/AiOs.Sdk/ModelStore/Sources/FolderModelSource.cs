namespace AiOs;

/// <summary>Pulls from a folder of this machine, such as a mounted share.</summary>
/// <remarks>
/// Nothing outside the folder is read: a path that leaves it, or that leads through a symbolic link, is refused.
/// </remarks>
public sealed class FolderModelSource : IModelSource
{
    private readonly string _root;

    /// <summary>Creates a source.</summary>
    /// <param name="folder">The folder that holds the files of the model.</param>
    public FolderModelSource(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _root = Path.GetFullPath(folder);
    }

    /// <inheritdoc/>
    public string Name => _root;

    /// <inheritdoc/>
    public ValueTask<ModelRead> OpenAsync(string path, long offset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        cancellationToken.ThrowIfCancellationRequested();
        string full = Resolve(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
            if (offset > file.Length)
            {
                throw new ModelSourceException(
                    ModelSourceFault.Invalid, $"The file {full} has {file.Length} bytes; byte {offset} was asked for.");
            }

            file.Seek(offset, SeekOrigin.Begin);
            var read = new ModelRead(file, offset, file.Length);
            file = null;
            return ValueTask.FromResult(read);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelSourceException(ModelSourceFault.NotFound, $"There is no file {full}.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ModelSourceException(
                Directory.Exists(full) ? ModelSourceFault.NotFound : ModelSourceFault.Denied, $"The file {full} may not be read.", error);
        }
        catch (IOException error)
        {
            throw new ModelSourceException(ModelSourceFault.Unavailable, $"The file {full} cannot be read: {error.Message}", error);
        }
        finally
        {
            file?.Dispose();
        }
    }

    private string Resolve(string path)
    {
        if (ModelPaths.FindProblem(path) is { } problem)
        {
            throw new ModelSourceException(ModelSourceFault.Invalid, $"The path '{path}' is not safe: {problem}.");
        }

        string full = _root;
        foreach (string segment in path.Split('/'))
        {
            full = Path.Combine(full, segment);
            if (new FileInfo(full) is { LinkTarget: not null })
            {
                throw new ModelSourceException(
                    ModelSourceFault.Invalid, $"{full} is a symbolic link; the files of a model must be files.");
            }
        }

        return full;
    }
}
