using System.Security.Cryptography;

namespace AiOs;

/// <summary>Encrypts large files, such as models, in chunks, so that any part can be read without the rest.</summary>
/// <remarks>
/// <para>
/// AES-256-GCM under a key of the file alone, wrapped by the host's <see cref="IKeyWrapper"/>. Tenant, name, version, the place of
/// each chunk and the end are bound: a byte flipped, a chunk moved or dropped, an end cut off, an older version or another tenant's
/// file do not open. What is read was checked, chunk by chunk.
/// </para>
/// <para>
/// Rotation: <see cref="RewrapAsync"/> wraps the key anew in milliseconds; <see cref="ReencryptAsync"/> gives the file a new key, and a
/// killed one goes on where it stopped. <see cref="ShredAsync"/> destroys the key in the file. Threads: one operation a file at a time.
/// </para>
/// </remarks>
public static class EncryptedFile
{
    private const string Reencrypted = ".reencrypted";

    /// <summary>Encrypts what a stream holds into a file.</summary>
    /// <param name="plain">Read from where it stands to its end; left open.</param>
    /// <param name="path">The file; replaced when it is complete, and not before.</param>
    /// <param name="options">What the file is.</param>
    /// <param name="wrapper">Wraps the file's key.</param>
    /// <param name="cancellationToken">Cancels; the file is then what it was.</param>
    /// <returns>A task that completes when the file is on disk.</returns>
    public static async Task WriteAsync(
        Stream plain, string path, EncryptedFileOptions options, IKeyWrapper wrapper, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plain);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(wrapper);
        options = Checked(options);
        string temporary = path + ".new";
        var file = Open(temporary, FileMode.Create);
        await using (file.ConfigureAwait(false))
        {
            var cipher = await CreateAsync(file, options, options.ChunkBytes, wrapper, cancellationToken).ConfigureAwait(false);
            await SealAsync(plain, file, cipher, 0, cancellationToken).ConfigureAwait(false);
        }

        File.Delete(path + Reencrypted); // Half of the old content under a new key: never to be gone on with.
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Opens a file to be read at any place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file must be; its size of chunks is the file's own.</param>
    /// <param name="wrapper">Unwraps the file's key.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>The plain bytes. Reading throws <see cref="EnvelopeException"/> where the file was changed.</returns>
    /// <exception cref="EnvelopeException">It is not this file in this version, or was changed.</exception>
    /// <exception cref="KeyUnavailableException">The key that wraps its key is gone.</exception>
    public static async Task<Stream> OpenReadAsync(
        string path, EncryptedFileOptions options, IKeyWrapper wrapper, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(wrapper);
        options = Checked(options);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        try
        {
            var cipher = await ReadKeyAsync(file, options, wrapper, cancellationToken).ConfigureAwait(false);
            return new DecryptingStream(file, EncryptedFileHead.Length, cipher, What(options));
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Wraps the file's key with the wrapper's current key; the bytes of the file stay as they are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file is.</param>
    /// <param name="wrapper">Wraps the key.</param>
    /// <param name="cancellationToken">Cancels before anything was written.</param>
    /// <returns>False where the current key wraps it already. A killed call is repeated, and completes what the first began.</returns>
    public static async Task<bool> RewrapAsync(
        string path, EncryptedFileOptions options, IKeyWrapper wrapper, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(wrapper);
        options = Checked(options);
        var file = Open(path, FileMode.Open);
        await using (file.ConfigureAwait(false))
        {
            byte[] head = await ReadHeadAsync(file, options, cancellationToken).ConfigureAwait(false);
            if (EncryptedFileHead.StaleSlot(head) is { } stale)
            {
                Put(file, stale, EncryptedFileHead.ClearSlot); // What a killed call left.
            }

            var (_, wrapped) = EncryptedFileHead.Read(head, What(options));
            if (string.Equals(wrapped.KeyId, wrapper.CurrentKeyId, StringComparison.Ordinal))
            {
                return false;
            }

            var binding = ChunkCipher.KeyBinding(options);
            byte[] key = await wrapper.UnwrapAsync(wrapped, binding, cancellationToken).ConfigureAwait(false);
            var rewrapped = await wrapper.WrapAsync(key, binding, cancellationToken).ConfigureAwait(false);
            var next = EncryptedFileHead.Rewrapped(head, rewrapped);
            CryptographicOperations.ZeroMemory(key);
            Put(file, next.At, next.Slot);
            Put(file, next.OldAt, EncryptedFileHead.ClearSlot);
            return true;
        }
    }

    /// <summary>Gives the file a new key, wrapped by the current one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file is.</param>
    /// <param name="wrapper">Wraps the keys.</param>
    /// <param name="cancellationToken">Cancels; a cancelled or killed call goes on, when repeated, with the chunk it had come to.</param>
    /// <returns>A task that completes when the file is the new one.</returns>
    public static async Task ReencryptAsync(
        string path, EncryptedFileOptions options, IKeyWrapper wrapper, CancellationToken cancellationToken = default)
    {
        string temporary = path + Reencrypted;
        using (var plain = await OpenReadAsync(path, options, wrapper, cancellationToken).ConfigureAwait(false))
        {
            var file = Open(temporary, FileMode.OpenOrCreate);
            await using (file.ConfigureAwait(false))
            {
                var (cipher, chunk) = await ResumeAsync(file, options, wrapper, cancellationToken).ConfigureAwait(false);
                plain.Position = chunk * cipher.ChunkBytes;
                await SealAsync(plain, file, cipher, chunk, cancellationToken).ConfigureAwait(false);
            }
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Destroys the key in a file, then the file.</summary>
    /// <param name="path">The file; nothing happens where there is none.</param>
    /// <param name="cancellationToken">Cancels before anything was destroyed.</param>
    /// <returns>A task that completes when both are gone.</returns>
    /// <remarks>Copies of the file keep its wrapped key: destroy the wrapping key too where there are any.</remarks>
    public static async Task ShredAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        if (!File.Exists(path))
        {
            return;
        }

        var file = Open(path, FileMode.Open);
        await using (file.ConfigureAwait(false))
        {
            Put(file, 0, new byte[EncryptedFileHead.Length]);
        }

        File.Delete(path);
    }

    private static string What(EncryptedFileOptions options) => $"The file '{options.Name}' of tenant '{options.Tenant}'";

    private static EncryptedFileOptions Checked(EncryptedFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Validated();
    }

    private static FileStream Open(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous);

    private static void Put(FileStream file, int at, byte[] bytes)
    {
        file.Position = at;
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static async Task<byte[]> ReadHeadAsync(FileStream file, EncryptedFileOptions options, CancellationToken cancellationToken)
    {
        byte[] head = new byte[EncryptedFileHead.Length];
        file.Position = 0;
        int count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return count == head.Length ? head : throw new EnvelopeException(What(options), "it is shorter than its head");
    }

    private static async Task<ChunkCipher> ReadKeyAsync(
        FileStream file, EncryptedFileOptions options, IKeyWrapper wrapper, CancellationToken cancellationToken)
    {
        byte[] head = await ReadHeadAsync(file, options, cancellationToken).ConfigureAwait(false);
        var (chunkBytes, wrapped) = EncryptedFileHead.Read(head, What(options));
        byte[] key = await wrapper.UnwrapAsync(wrapped, ChunkCipher.KeyBinding(options), cancellationToken).ConfigureAwait(false);
        return new ChunkCipher(key, options, chunkBytes);
    }

    private static async Task<ChunkCipher> CreateAsync(
        FileStream file, EncryptedFileOptions options, int chunkBytes, IKeyWrapper wrapper, CancellationToken cancellationToken)
    {
        byte[] key = RandomNumberGenerator.GetBytes(Aead.KeyBytes);
        var wrapped = await wrapper.WrapAsync(key, ChunkCipher.KeyBinding(options), cancellationToken).ConfigureAwait(false);
        file.SetLength(0);
        Put(file, 0, EncryptedFileHead.Create(chunkBytes, wrapped));
        return new ChunkCipher(key, options, chunkBytes);
    }

    // Goes on after the last whole chunk that opens; begins anew where the half-made file is none, or has another key.
    private static async Task<(ChunkCipher Cipher, long Chunk)> ResumeAsync(
        FileStream file, EncryptedFileOptions options, IKeyWrapper wrapper, CancellationToken cancellationToken)
    {
        if (file.Length > EncryptedFileHead.Length)
        {
            try
            {
                byte[] head = await ReadHeadAsync(file, options, cancellationToken).ConfigureAwait(false);
                var (_, wrapped) = EncryptedFileHead.Read(head, What(options));
                if (string.Equals(wrapped.KeyId, wrapper.CurrentKeyId, StringComparison.Ordinal))
                {
                    var cipher = await ReadKeyAsync(file, options, wrapper, cancellationToken).ConfigureAwait(false);
                    return (cipher, await LastWholeAsync(file, cipher, cancellationToken).ConfigureAwait(false));
                }
            }
            catch (EnvelopeException)
            {
                // What a kill left of it is of no use: made anew below.
            }
        }

        return (await CreateAsync(file, options, options.ChunkBytes, wrapper, cancellationToken).ConfigureAwait(false), 0);
    }

    private static async Task<long> LastWholeAsync(FileStream file, ChunkCipher cipher, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[cipher.SealedBytes];
        byte[] plain = new byte[cipher.ChunkBytes];
        for (long number = ((file.Length - EncryptedFileHead.Length) / cipher.SealedBytes) - 1; number >= 0; number--)
        {
            file.Position = EncryptedFileHead.Length + (number * cipher.SealedBytes);
            await file.ReadExactlyAsync(chunk, cancellationToken).ConfigureAwait(false);
            if (cipher.TryOpen(number, isLast: false, chunk, plain))
            {
                return number + 1;
            }
        }

        return 0;
    }

    private static async Task SealAsync(
        Stream plain, FileStream file, ChunkCipher cipher, long number, CancellationToken cancellationToken)
    {
        byte[] current = new byte[cipher.ChunkBytes];
        byte[] next = new byte[cipher.ChunkBytes];
        byte[] sealedChunk = new byte[cipher.SealedBytes];
        file.Position = EncryptedFileHead.Length + (number * cipher.SealedBytes);
        int count = await plain.ReadAtLeastAsync(current, current.Length, false, cancellationToken).ConfigureAwait(false);
        for (bool isLast = false; !isLast; number++)
        {
            // A chunk is the last when nothing follows, which only reading on can tell.
            int nextCount = await plain.ReadAtLeastAsync(next, next.Length, false, cancellationToken).ConfigureAwait(false);
            isLast = nextCount == 0;
            cipher.Seal(number, isLast, current.AsSpan(0, count), sealedChunk.AsSpan(0, count + Aead.TagBytes));
            await file.WriteAsync(sealedChunk.AsMemory(0, count + Aead.TagBytes), cancellationToken).ConfigureAwait(false);
            (current, next, count) = (next, current, nextCount);
        }

        file.SetLength(file.Position);
        file.Flush(flushToDisk: true);
        CryptographicOperations.ZeroMemory(current);
        CryptographicOperations.ZeroMemory(next);
    }
}
