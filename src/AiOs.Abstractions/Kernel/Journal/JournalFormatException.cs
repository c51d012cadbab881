namespace AiOs;

/// <summary>A journal, or a record in it, cannot be read by this version.</summary>
public sealed class JournalFormatException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was found, what was expected, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public JournalFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
