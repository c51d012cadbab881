namespace AiOs;

/// <summary>What a sandboxed program did, from start to end.</summary>
/// <param name="Exit">How it ended.</param>
/// <param name="Output">Its standard output, read as UTF-8; what is no UTF-8 shows as replacement characters.</param>
/// <param name="Errors">Its standard error, read the same way.</param>
public sealed record SandboxResult(SandboxExit Exit, string Output, string Errors);
