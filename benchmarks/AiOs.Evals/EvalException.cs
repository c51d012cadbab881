namespace AiOs;

/// <summary>An evaluation cannot run as asked.</summary>
internal sealed class EvalException(string message, Exception? innerException = null) : AiOsException(message, innerException);
