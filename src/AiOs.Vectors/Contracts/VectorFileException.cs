namespace AiOs;

/// <summary>A file of a vector index cannot be read or written.</summary>
public sealed class VectorFileException : IOException
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="message">What was found, what was expected and what to do.</param>
    /// <param name="inner">What caused it, if anything.</param>
    public VectorFileException(VectorFileFault fault, string path, string message, Exception? inner = null)
        : base(message, inner) => (Fault, Path) = (fault, path);

    /// <summary>Gets what is wrong.</summary>
    public VectorFileFault Fault { get; }

    /// <summary>Gets the file or folder.</summary>
    public string Path { get; }

    internal static VectorFileException Damaged(string path, string what) => new(
        VectorFileFault.Damaged, path, $"{path} is damaged: {what}. Restore it from a copy, or build the index again from the vectors' source.");
}
