namespace AiOs;

/// <summary>A model manifest cannot be read, or contradicts itself.</summary>
public sealed class ModelManifestException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What came, what was expected and what to do.</param>
    public ModelManifestException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    /// <param name="message">What came, what was expected and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ModelManifestException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
