using System.Security.Cryptography;

namespace AiOs;

/// <summary>Wraps keys with keys in memory that the host brings from where it keeps its secrets.</summary>
/// <remarks>
/// <para>AES-256-GCM with a random nonce; at most 2^32 wraps a key.</para>
/// <para>Threads: any, <see cref="Destroy"/> and <see cref="Rotate"/> included.</para>
/// </remarks>
public sealed class LocalKeyWrapper : IKeyWrapper
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);
    private string _current;

    /// <summary>Creates a wrapper with one key.</summary>
    /// <param name="keyId">The key's name, 1 to 256 characters.</param>
    /// <param name="key">The key: 32 random bytes.</param>
    /// <exception cref="ArgumentException">The name or the key has another length.</exception>
    public LocalKeyWrapper(string keyId, ReadOnlySpan<byte> key)
    {
        Add(keyId, key);
        _current = keyId;
    }

    /// <inheritdoc/>
    public string CurrentKeyId
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>Adds a key, and wraps with it from now on; older keys still unwrap.</summary>
    /// <param name="keyId">The key's name, 1 to 256 characters.</param>
    /// <param name="key">The key: 32 random bytes.</param>
    /// <exception cref="ArgumentException">The name or the key has another length, or another key has the name.</exception>
    public void Rotate(string keyId, ReadOnlySpan<byte> key)
    {
        lock (_lock)
        {
            Add(keyId, key);
            _current = keyId;
        }
    }

    /// <summary>Forgets a key. What only it wrapped is gone for good.</summary>
    /// <param name="keyId">The key's name.</param>
    /// <returns>False where there is no such key.</returns>
    public bool Destroy(string keyId)
    {
        lock (_lock)
        {
            if (!_keys.Remove(keyId, out byte[]? key))
            {
                return false;
            }

            CryptographicOperations.ZeroMemory(key);
            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask<WrappedKey> WrapAsync(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfZero(key.Length, nameof(key));
        byte[] wrapped = new byte[Aead.NonceBytes + key.Length + Aead.TagBytes];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, Aead.NonceBytes));
        lock (_lock)
        {
            Aead.Seal(
                KeyOf(_current), wrapped.AsSpan(0, Aead.NonceBytes), key.Span, wrapped.AsSpan(Aead.NonceBytes), associatedData.Span);
            return new(new WrappedKey(_current, wrapped));
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> UnwrapAsync(
        WrappedKey wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        cancellationToken.ThrowIfCancellationRequested();
        int length = wrapped.Bytes.Length - Aead.NonceBytes - Aead.TagBytes;
        byte[] key = new byte[Math.Max(length, 0)];
        lock (_lock)
        {
            bool isOpen = length > 0 && Aead.TryOpen(
                KeyOf(wrapped.KeyId),
                wrapped.Bytes.Span[..Aead.NonceBytes],
                wrapped.Bytes.Span[Aead.NonceBytes..],
                key,
                associatedData.Span);
            return isOpen ? new(key) : throw new EnvelopeException("A wrapped key", $"'{wrapped.KeyId}' did not wrap it for this purpose");
        }
    }

    private byte[] KeyOf(string keyId) => _keys.GetValueOrDefault(keyId) ?? throw new KeyUnavailableException(keyId);

    private void Add(string keyId, ReadOnlySpan<byte> key)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keyId.Length, 256, nameof(keyId));
        if (key.Length != Aead.KeyBytes)
        {
            throw new ArgumentException($"The key has {key.Length} bytes; {Aead.KeyBytes} random ones are expected.", nameof(key));
        }

        if (!_keys.TryAdd(keyId, key.ToArray()))
        {
            throw new ArgumentException($"There is a key '{keyId}' already. Give every key a name of its own.", nameof(keyId));
        }
    }
}
