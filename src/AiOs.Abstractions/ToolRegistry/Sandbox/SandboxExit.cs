namespace AiOs;

/// <summary>How a sandboxed program ended.</summary>
/// <param name="End">Why.</param>
/// <param name="Code">Its exit code; 128 and the signal's number when a signal ended it.</param>
public readonly record struct SandboxExit(SandboxEnd End, int Code);
