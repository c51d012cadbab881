namespace AiOs;

/// <summary>A tool could not do what the model asked; the message is worded for the model.</summary>
public sealed class ToolFailureException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What came, what was expected and what to do.</param>
    public ToolFailureException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    /// <param name="message">What came, what was expected and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ToolFailureException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
