namespace AiOs;

/// <summary>A sandbox cannot do what was asked of it: it is not available here, or a program could not be started.</summary>
public sealed class SandboxException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What came, what was expected and what to do.</param>
    public SandboxException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    /// <param name="message">What came, what was expected and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public SandboxException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
