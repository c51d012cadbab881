namespace AiOs;

/// <summary>A plan cannot be committed: it is not of the plan's language, or asks for what its preset or limits forbid.</summary>
public sealed class PlanException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What came, what was expected and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PlanException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
