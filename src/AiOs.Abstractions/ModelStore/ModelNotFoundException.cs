namespace AiOs;

/// <summary>No model in the catalogue fits a request.</summary>
public sealed class ModelNotFoundException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was asked for, what there is and what to do.</param>
    public ModelNotFoundException(string message)
        : base(message)
    {
    }
}
