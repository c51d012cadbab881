namespace AiOs;

/// <summary>Every model that fits has as many leases out as it may, and too many requests are waiting already.</summary>
public sealed class ModelBusyException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was asked for, what is out and what to do.</param>
    public ModelBusyException(string message)
        : base(message)
    {
    }
}
