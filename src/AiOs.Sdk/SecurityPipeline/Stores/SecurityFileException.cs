namespace AiOs;

/// <summary>A file of pins or labels is not what it should be.</summary>
public sealed class SecurityFileException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public SecurityFileException(string path, string problem, Exception? innerException = null)
        : base($"'{path}' cannot be read: {problem}. It was not changed; restore it, or delete it to begin anew.", innerException) =>
        Path = path;

    /// <summary>Gets the file.</summary>
    public string Path { get; }
}
