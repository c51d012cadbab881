namespace AiOs;

/// <summary>The base of every error that AiOs raises for a reason of its own, rather than for a bad argument.</summary>
public class AiOsException : Exception
{
    /// <summary>Creates the error.</summary>
    public AiOsException()
    {
    }

    /// <summary>Creates the error with a message that says what came, what was expected and what to do.</summary>
    /// <param name="message">The message.</param>
    public AiOsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public AiOsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
