namespace AiOs;

/// <summary>One file of a model.</summary>
/// <param name="Path">Its relative path, with forward slashes.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Sha256">The 64 hexadecimal digits of its SHA-256.</param>
public sealed record ModelFile(string Path, long SizeBytes, string Sha256);
