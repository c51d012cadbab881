namespace AiOs;

/// <summary>A file of a model is of a kind that may run code, is malformed, or is not known to be harmless. It is never loaded.</summary>
public sealed class UnsafeModelFileException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Which file, what it is or would do, and what to do instead.</param>
    /// <param name="innerException">The cause, or null.</param>
    public UnsafeModelFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
