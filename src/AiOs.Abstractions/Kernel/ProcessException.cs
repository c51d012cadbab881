namespace AiOs;

/// <summary>A process cannot do what was asked of it.</summary>
public sealed class ProcessException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="process">The process.</param>
    /// <param name="message">What was asked, why it cannot be done, and what to do.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ProcessException(ProcessId process, string message, Exception? innerException = null)
        : base(message, innerException) => Process = process;

    /// <summary>Gets the process.</summary>
    public ProcessId Process { get; }
}
