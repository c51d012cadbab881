namespace AiOs;

/// <summary>A file cannot be read as text; nothing of it was given out after the point where it went wrong.</summary>
public sealed class DocumentException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="detail">What is wrong with it, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public DocumentException(string path, string detail, Exception? innerException = null)
        : base($"{path}: {detail}", innerException) => Path = path;

    /// <summary>Gets the file or folder.</summary>
    public string Path { get; }
}
