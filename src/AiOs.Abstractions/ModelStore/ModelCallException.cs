namespace AiOs;

/// <summary>A call to a model behind a service failed, with a reason that routing can act on.</summary>
public sealed class ModelCallException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">What was called, what came and what to do; without keys.</param>
    /// <param name="statusCode">The HTTP status, or null where none came.</param>
    /// <param name="retryAfter">How long the service asks to wait, or null where it does not say.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ModelCallException(
        ModelCallFault fault,
        string message,
        int? statusCode = null,
        TimeSpan? retryAfter = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Fault = fault;
        StatusCode = statusCode;
        RetryAfter = retryAfter;
    }

    /// <summary>Gets why.</summary>
    public ModelCallFault Fault { get; }

    /// <summary>Gets the HTTP status, or null where none came.</summary>
    public int? StatusCode { get; }

    /// <summary>Gets how long the service asks to wait, or null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>
    /// Gets a value indicating whether another model, or the same one later, may answer the same request. False where the
    /// request itself was refused.
    /// </summary>
    public bool CanFallBack => Fault != ModelCallFault.InvalidRequest;
}
