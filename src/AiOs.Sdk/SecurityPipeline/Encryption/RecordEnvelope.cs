using System.Security.Cryptography;

namespace AiOs;

/// <summary>Seals the records of one log, journal or table under a data key of their own.</summary>
/// <remarks>
/// <para>
/// Bound to each record: the tenant, the scope, the record's name and its version. A record that was changed, put in another's
/// place, brought from another log or tenant, or set back to an older version does not open. Whether records at the end are missing
/// is not for a cipher to know: chain and anchor them (<see cref="FileAuditLog"/>) where that matters.
/// </para>
/// <para>
/// Shred the scope's name in the <see cref="KeyFile"/>, and every record of it is gone, wherever copies of them lie.
/// </para>
/// <para>
/// Each record has a key of its own, HMAC-SHA256 of a random salt of 128 bits, and AES-256-GCM: up to 2^48 records a scope.
/// Adds 33 bytes a record. Threads: any.
/// </para>
/// </remarks>
public sealed class RecordEnvelope
{
    /// <summary>How much longer a sealed record is than the record, in bytes.</summary>
    public const int OverheadBytes = 1 + SaltBytes + Aead.TagBytes;

    private const byte Format = 1;
    private const int SaltBytes = 16;

    private readonly KeyFile _keys;
    private readonly string _scope;

    private RecordEnvelope(KeyFile keys, string scope)
    {
        _keys = keys;
        _scope = scope;
    }

    /// <summary>Opens the envelope of a scope, and makes its key where there is none yet.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="scope">What is shredded together, such as one process's journal. 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The envelope.</returns>
    public static async ValueTask<RecordEnvelope> OpenAsync(KeyFile keys, string scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(scope);
        await keys.GetOrCreateAsync([scope], static (_, _) => [], cancellationToken).ConfigureAwait(false);
        return new RecordEnvelope(keys, scope);
    }

    /// <summary>Seals a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="name">Its name within the scope, such as its number.</param>
    /// <param name="version">Its version; 0 for records that are never changed.</param>
    /// <returns>The sealed record.</returns>
    /// <exception cref="KeyUnavailableException">The scope was shredded.</exception>
    public byte[] Seal(ReadOnlySpan<byte> record, string name, long version = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] result = new byte[OverheadBytes + record.Length];
        result[0] = Format;
        RandomNumberGenerator.Fill(result.AsSpan(1, SaltBytes));
        Span<byte> key = stackalloc byte[Aead.KeyBytes];
        Derive(result.AsSpan(1, SaltBytes), key);
        Aead.Seal(key, Aead.OnlyNonce, record, result.AsSpan(1 + SaltBytes), Binding(name, version));
        CryptographicOperations.ZeroMemory(key);
        return result;
    }

    /// <summary>Opens a sealed record.</summary>
    /// <param name="sealedRecord">What <see cref="Seal"/> gave.</param>
    /// <param name="name">The record's name.</param>
    /// <param name="version">Its version.</param>
    /// <returns>The record.</returns>
    /// <exception cref="EnvelopeException">It is not this record in this version.</exception>
    /// <exception cref="KeyUnavailableException">The scope was shredded.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedRecord, string name, long version = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (sealedRecord.Length < OverheadBytes || sealedRecord[0] != Format)
        {
            throw new EnvelopeException($"The record '{name}' of '{_scope}'", "it has no envelope of this format");
        }

        byte[] record = new byte[sealedRecord.Length - OverheadBytes];
        Span<byte> key = stackalloc byte[Aead.KeyBytes];
        Derive(sealedRecord.Slice(1, SaltBytes), key);
        bool isOpen = Aead.TryOpen(key, Aead.OnlyNonce, sealedRecord[(1 + SaltBytes)..], record, Binding(name, version));
        CryptographicOperations.ZeroMemory(key);
        return isOpen
            ? record
            : throw new EnvelopeException($"The record '{name}' of '{_scope}'", $"it is not what was sealed as version {version}");
    }

    // Asked for each time, so that a shredded key is not used from here once more.
    private void Derive(ReadOnlySpan<byte> salt, Span<byte> key) =>
        HMACSHA256.HashData((_keys.Find(_scope) ?? throw new KeyUnavailableException(_scope)).Key, salt, key);

    private byte[] Binding(string name, long version) => Aead.Bind("aios/record/1/" + _scope, _keys.Tenant, name, version);
}
