namespace AiOs;

/// <summary>A source failed in the middle of a file; told apart from the disk failing, which is no reason to try again.</summary>
internal sealed class BlobReadException(Exception cause) : Exception(cause.Message, cause);
