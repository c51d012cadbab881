namespace AiOs;

/// <summary>A key that should be stored is not.</summary>
public sealed class UnknownVectorKeyException : ArgumentException
{
    /// <summary>Creates the error.</summary>
    /// <param name="key">The key.</param>
    public UnknownVectorKeyException(long key)
        : base($"The key {key} is not stored. Use Add or Upsert to store a vector under it.") => Key = key;

    /// <summary>Gets the key.</summary>
    public long Key { get; }
}
