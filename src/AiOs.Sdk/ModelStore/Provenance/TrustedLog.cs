namespace AiOs;

/// <summary>A log of a trusted root.</summary>
/// <param name="Name">Its address, for messages.</param>
/// <param name="Id">Its id: the SHA-256 of its key.</param>
/// <param name="Key">Its key in DER.</param>
/// <param name="Start">From when it is believed.</param>
/// <param name="End">Until when it is believed.</param>
internal sealed record TrustedLog(string Name, byte[] Id, byte[] Key, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Checks a signature of the log.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = PublicKeys.FromDer(Key, Name);
        return PublicKeys.Verify(key, message, signature);
    }

    public bool IsValidAt(DateTimeOffset time) => Start <= time && time <= End;
}
