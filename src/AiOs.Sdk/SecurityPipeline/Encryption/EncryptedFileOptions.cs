namespace AiOs;

/// <summary>What an encrypted file is, and how it is cut. Immutable; all of it is bound to every byte of the file.</summary>
public sealed record EncryptedFileOptions
{
    /// <summary>Gets whose file it is. 0 to 1,024 characters, by default empty.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Gets the file's name, as in a model's manifest. 1 to 1,024 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the file's version: an older one does not open as a newer. By default 0.</summary>
    public long Version { get; init; }

    /// <summary>Gets the plain bytes in a chunk: what one read decrypts. 1 KiB to 16 MiB, by default 64 KiB.</summary>
    public int ChunkBytes { get; init; } = 64 << 10;

    internal EncryptedFileOptions Validated()
    {
        ArgumentNullException.ThrowIfNull(Tenant);
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Tenant.Length, KeyFile.MaxNameLength, nameof(Tenant));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Name.Length, KeyFile.MaxNameLength, nameof(Name));
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkBytes, 1 << 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkBytes, 16 << 20);
        return this;
    }
}
