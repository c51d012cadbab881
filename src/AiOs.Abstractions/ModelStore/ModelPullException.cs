namespace AiOs;

/// <summary>A model could not be brought from its source into the cache.</summary>
public sealed class ModelPullException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">What came, what was expected and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ModelPullException(ModelPullFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Gets why.</summary>
    public ModelPullFault Fault { get; }
}
