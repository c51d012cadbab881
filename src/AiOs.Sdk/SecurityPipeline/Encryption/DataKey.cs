namespace AiOs;

/// <summary>A data key and what its owner noted with it. The arrays are not changed once it is made.</summary>
/// <param name="Name">What it is the key of.</param>
/// <param name="Key">32 bytes.</param>
/// <param name="Note">Kept encrypted beside the key; may be empty.</param>
internal sealed record DataKey(string Name, byte[] Key, byte[] Note);
