namespace AiOs;

/// <summary>The command line cannot be understood.</summary>
internal sealed class UsageException(string message) : AiOsException(message + " Try --help.");
