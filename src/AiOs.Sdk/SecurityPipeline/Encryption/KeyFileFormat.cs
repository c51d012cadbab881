using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>The bytes of a key file, version 1.</summary>
/// <remarks>
/// <para>Little endian. Head: <c>AIOSKEY1</c> | id of the wrapping key: length (4), UTF-8 | wrapped root key: length (4), bytes.</para>
/// <para>
/// Then a frame a data key: length (4) | nonce (12) | AES-256-GCM under the root key | tag (16). The frame's number and the tenant are
/// bound to it, so that no frame can be moved, dropped from the middle, or brought from elsewhere. Plain: name: length (4), UTF-16 |
/// key (32) | note.
/// </para>
/// <para>A file that is written anew has a new root key, so that no copy of it opens what the new one holds.</para>
/// </remarks>
internal static class KeyFileFormat
{
    public const int MaxFrameBytes = 1 << 20;
    private const int MaxHeadPart = 4096;

    private static ReadOnlySpan<byte> Magic => "AIOSKEY1"u8;

    public static byte[] WriteHead(WrappedKey root)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        byte[] id = Encoding.UTF8.GetBytes(root.KeyId);
        writer.Write(Magic);
        writer.Write(id.Length);
        writer.Write(id);
        writer.Write(root.Bytes.Length);
        writer.Write(root.Bytes.Span);
        return buffer.ToArray();
    }

    /// <summary>Reads the head and gives its length.</summary>
    /// <exception cref="EnvelopeException">It is no key file.</exception>
    public static int ReadHead(ReadOnlySpan<byte> file, string path, out WrappedKey root)
    {
        if (file.StartsWith(Magic)
            && TryReadPart(file, Magic.Length, MaxHeadPart, out var id)
            && TryReadPart(file, Magic.Length + sizeof(int) + id.Length, MaxHeadPart, out var wrapped))
        {
            root = new WrappedKey(Encoding.UTF8.GetString(id), wrapped.ToArray());
            return Magic.Length + (2 * sizeof(int)) + id.Length + wrapped.Length;
        }

        throw new EnvelopeException($"The key file {path}", "it does not begin as a key file");
    }

    public static byte[] WriteFrame(byte[] root, string tenant, long number, DataKey key)
    {
        byte[] name = Encoding.Unicode.GetBytes(key.Name);
        byte[] plain = new byte[sizeof(int) + name.Length + Aead.KeyBytes + key.Note.Length];
        BinaryPrimitives.WriteInt32LittleEndian(plain, name.Length);
        name.CopyTo(plain, sizeof(int));
        key.Key.CopyTo(plain, sizeof(int) + name.Length);
        key.Note.CopyTo(plain, sizeof(int) + name.Length + Aead.KeyBytes);

        byte[] frame = new byte[sizeof(int) + Aead.NonceBytes + plain.Length + Aead.TagBytes];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - sizeof(int));
        var nonce = frame.AsSpan(sizeof(int), Aead.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        Aead.Seal(root, nonce, plain, frame.AsSpan(sizeof(int) + Aead.NonceBytes), Binding(tenant, number));
        CryptographicOperations.ZeroMemory(plain);
        return frame;
    }

    /// <summary>Reads a frame; null where the file ends within it, as a killed append leaves it.</summary>
    /// <exception cref="EnvelopeException">The frame was changed.</exception>
    public static DataKey? ReadFrame(ReadOnlySpan<byte> rest, byte[] root, string tenant, long number, string path, out int length)
    {
        length = 0;
        if (!TryReadPart(rest, 0, MaxFrameBytes, out var frame))
        {
            return null;
        }

        length = sizeof(int) + frame.Length;
        bool isLast = length == rest.Length;
        int plainLength = frame.Length - Aead.NonceBytes - Aead.TagBytes;
        byte[] plain = new byte[Math.Max(plainLength, 0)];
        if (plainLength < sizeof(int) + Aead.KeyBytes
            || !Aead.TryOpen(root, frame[..Aead.NonceBytes], frame[Aead.NonceBytes..], plain, Binding(tenant, number)))
        {
            // A torn append may have its full length, with zeros where bytes were to come.
            return isLast ? null : throw new EnvelopeException($"The key file {path}", $"its key {number} was changed");
        }

        int nameLength = BinaryPrimitives.ReadInt32LittleEndian(plain);
        var body = plain.AsSpan(sizeof(int) + nameLength);
        var key = new DataKey(
            Encoding.Unicode.GetString(plain, sizeof(int), nameLength), body[..Aead.KeyBytes].ToArray(), body[Aead.KeyBytes..].ToArray());
        CryptographicOperations.ZeroMemory(plain);
        return key;
    }

    private static byte[] Binding(string tenant, long number) => Aead.Bind("aios/key-file/1", tenant, "", number);

    private static bool TryReadPart(ReadOnlySpan<byte> file, int at, int maxLength, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (file.Length < at + sizeof(int))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
        if (length < 0 || length > maxLength || length > file.Length - at - sizeof(int))
        {
            return false;
        }

        part = file.Slice(at + sizeof(int), length);
        return true;
    }
}
