using System.Security.Cryptography;

namespace AiOs;

/// <summary>Encrypts the files of a model cache in chunks, so that any part can be read without the rest.</summary>
/// <remarks>
/// <para>
/// Every file has a key of its own, HMAC-SHA256 of a random salt of 128 bits under the cache's key in the <see cref="KeyFile"/>, so that
/// rotating the key file rotates what protects them, and shredding one key makes every file of the cache unreadable. Bound: the tenant,
/// the digest of the content, the place of each chunk and the end. Source of the chunks' construction: <see cref="EncryptedFile"/>.
/// </para>
/// <para>Threads: both members may be called from any thread; a stream is for one caller at a time.</para>
/// </remarks>
public sealed class EncryptedModelFiles : IModelFileEnvelope
{
    /// <summary>The name of the cache's key in the <see cref="KeyFile"/>: shred it, and the files are gone.</summary>
    public const string KeyName = "models";

    internal const int HeadBytes = 1 + SaltBytes;

    private const byte Format = 1;
    private const int SaltBytes = 16;
    private const int ChunkBytes = 64 << 10;

    private readonly KeyFile _keys;

    private EncryptedModelFiles(KeyFile keys) => _keys = keys;

    /// <summary>Opens the envelope, and makes its key where there is none yet.</summary>
    /// <param name="keys">Keeps the key, elsewhere than the cache; the caller disposes of it.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The envelope.</returns>
    public static async ValueTask<EncryptedModelFiles> OpenAsync(KeyFile keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        await keys.GetOrCreateAsync([KeyName], static (_, _) => [], cancellationToken).ConfigureAwait(false);
        return new EncryptedModelFiles(keys);
    }

    /// <inheritdoc/>
    /// <exception cref="KeyUnavailableException">The key was shredded.</exception>
    public Stream WrapWriter(Stream file, string sha256)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(sha256);
        byte[] head = [Format, .. RandomNumberGenerator.GetBytes(SaltBytes)];
        var cipher = CipherOf(head.AsSpan(1), sha256);
        file.Write(head);
        return new EncryptingStream(file, cipher);
    }

    /// <inheritdoc/>
    /// <exception cref="EnvelopeException">It is not this file, or was changed.</exception>
    /// <exception cref="KeyUnavailableException">The key was shredded.</exception>
    public Stream WrapReader(Stream file, string sha256)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(sha256);
        string what = $"The model file '{sha256}' of tenant '{_keys.Tenant}'";
        byte[] head = new byte[HeadBytes];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || head[0] != Format)
        {
            throw new EnvelopeException(what, "it has no envelope of this format");
        }

        return new DecryptingStream(file, HeadBytes, CipherOf(head.AsSpan(1), sha256), what);
    }

    private ChunkCipher CipherOf(ReadOnlySpan<byte> salt, string sha256)
    {
        var key = _keys.Find(KeyName) ?? throw new KeyUnavailableException(KeyName);
        var file = new EncryptedFileOptions { Tenant = _keys.Tenant, Name = "model/" + sha256, ChunkBytes = ChunkBytes };
        return new ChunkCipher(HMACSHA256.HashData(key.Key, salt), file, ChunkBytes);
    }
}
