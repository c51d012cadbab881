namespace AiOs;

/// <summary>The provenance of a model was not accepted.</summary>
public sealed class ModelProvenanceException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">What came, what was expected and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ModelProvenanceException(ProvenanceFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Gets why.</summary>
    public ProvenanceFault Fault { get; }
}
