namespace AiOs;

/// <summary>A key that was encrypted with another one, and which one that was.</summary>
/// <param name="KeyId">The name of the key that wraps; 1 to 256 characters.</param>
/// <param name="Bytes">The wrapped key, in whatever form the wrapper gives; up to 4,096 bytes.</param>
public sealed record WrappedKey(string KeyId, ReadOnlyMemory<byte> Bytes);
