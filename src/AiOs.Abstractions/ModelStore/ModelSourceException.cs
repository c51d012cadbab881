namespace AiOs;

/// <summary>A source did not give a file.</summary>
public sealed class ModelSourceException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">What was asked for, what came and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ModelSourceException(ModelSourceFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Gets why.</summary>
    public ModelSourceFault Fault { get; }
}
