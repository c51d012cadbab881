namespace AiOs;

/// <summary>The web could not be read, or must not be; the message is worded for the model and holds nothing of the page.</summary>
public sealed class WebAccessException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">What came, what was expected and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public WebAccessException(WebAccessReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>Gets why.</summary>
    public WebAccessReason Reason { get; }

    /// <summary>Gets the server's status code, or null when none came.</summary>
    public int? Status { get; init; }
}
