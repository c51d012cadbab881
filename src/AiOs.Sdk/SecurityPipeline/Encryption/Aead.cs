using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>AES-256-GCM, and the bytes that bind a ciphertext to what it is.</summary>
internal static class Aead
{
    public const int KeyBytes = 32;
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    /// <summary>For a key that seals one message only.</summary>
    public static ReadOnlySpan<byte> OnlyNonce => new byte[NonceBytes];

    /// <summary>Seals: ciphertext, then tag.</summary>
    public static void Seal(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> sealedBytes, ReadOnlySpan<byte> associatedData)
    {
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, plain, sealedBytes[..plain.Length], sealedBytes[plain.Length..], associatedData);
    }

    /// <summary>Opens what <see cref="Seal"/> gave; false where it was changed, or other data was bound to it.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, Span<byte> plain, ReadOnlySpan<byte> associatedData)
    {
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(nonce, sealedBytes[..^TagBytes], sealedBytes[^TagBytes..], plain, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>Gives bytes that no other list of names and numbers gives.</summary>
    public static byte[] Bind(string purpose, string tenant, string name, params ReadOnlySpan<long> numbers)
    {
        using var buffer = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (string part in (ReadOnlySpan<string>)[purpose, tenant, name])
        {
            byte[] bytes = Encoding.Unicode.GetBytes(part); // UTF-16: two strings that differ never have the same bytes.
            BinaryPrimitives.WriteInt64LittleEndian(number, bytes.Length);
            buffer.Write(number);
            buffer.Write(bytes);
        }

        foreach (long value in numbers)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            buffer.Write(number);
        }

        return buffer.ToArray();
    }
}
