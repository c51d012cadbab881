using System.Buffers.Binary;

namespace AiOs;

/// <summary>Seals the chunks of one file: each bound to the file, to its number, and to being the last or not.</summary>
/// <remarks>
/// A chunk's nonce is its number and a flag for the last one, under a key of this file alone, so that no chunk can be moved, dropped
/// or cut off at the end. Source: Hoang et al., "Online authenticated-encryption and its nonce-reuse misuse-resistance"
/// (the STREAM construction), CRYPTO 2015.
/// </remarks>
internal sealed class ChunkCipher(byte[] key, EncryptedFileOptions file, int chunkBytes)
{
    private readonly byte[] _binding = Aead.Bind("aios/file/1", file.Tenant, file.Name, file.Version, chunkBytes);

    public int ChunkBytes => chunkBytes;

    public int SealedBytes => chunkBytes + Aead.TagBytes;

    public static byte[] KeyBinding(EncryptedFileOptions file) => Aead.Bind("aios/file-key/1", file.Tenant, file.Name, file.Version);

    public void Seal(long number, bool isLast, ReadOnlySpan<byte> plain, Span<byte> sealedChunk)
    {
        Span<byte> nonce = stackalloc byte[Aead.NonceBytes];
        WriteNonce(nonce, number, isLast);
        Aead.Seal(key, nonce, plain, sealedChunk, _binding);
    }

    public bool TryOpen(long number, bool isLast, ReadOnlySpan<byte> sealedChunk, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[Aead.NonceBytes];
        WriteNonce(nonce, number, isLast);
        return sealedChunk.Length >= Aead.TagBytes && Aead.TryOpen(key, nonce, sealedChunk, plain, _binding);
    }

    private static void WriteNonce(Span<byte> nonce, long number, bool isLast)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, number);
        nonce[8] = isLast ? (byte)1 : (byte)0;
    }
}
