namespace AiOs;

/// <summary>A key that should be new is stored already.</summary>
public sealed class DuplicateVectorKeyException : ArgumentException
{
    /// <summary>Creates the error.</summary>
    /// <param name="key">The key.</param>
    public DuplicateVectorKeyException(long key)
        : base($"The key {key} is stored already. Use Update or Upsert to replace its vector.") => Key = key;

    /// <summary>Gets the key.</summary>
    public long Key { get; }
}
