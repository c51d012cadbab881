namespace AiOs;

/// <summary>The files of an embedding model cannot be used. The message says which file, which tensor, and what is wrong with it.</summary>
public sealed class EmbeddingModelException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="file">The file that is at fault.</param>
    /// <param name="tensor">The tensor that is at fault; null when it is the file itself.</param>
    /// <param name="problem">What came and what was expected, as a sentence.</param>
    /// <param name="innerException">The cause; null when there is none.</param>
    public EmbeddingModelException(string file, string? tensor, string problem, Exception? innerException = null)
        : base(tensor is null ? $"'{file}': {problem}" : $"'{file}', tensor '{tensor}': {problem}", innerException)
    {
        File = file;
        Tensor = tensor;
    }

    /// <summary>Gets the file that is at fault.</summary>
    public string File { get; }

    /// <summary>Gets the tensor that is at fault; null when it is the file itself.</summary>
    public string? Tensor { get; }
}
