namespace AiOs;

/// <summary>A key that is needed to read data is not here: it was destroyed, or never given to this wrapper.</summary>
public sealed class KeyUnavailableException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="keyId">The name of the key.</param>
    public KeyUnavailableException(string keyId)
        : base($"The key '{keyId}' is not here. If it was destroyed, what it protects is gone; otherwise give it to the key wrapper.") =>
        KeyId = keyId;

    /// <summary>Gets the name of the key.</summary>
    public string KeyId { get; }
}
