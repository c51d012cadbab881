using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>The first 16 KiB of an encrypted file: its size of chunks, and its key in one of two slots.</summary>
/// <remarks>
/// <para>
/// Little endian. <c>AIOSENC1</c> | bytes in a chunk (4). A slot stands at 4 KiB and at 10 KiB: SHA-256 of the rest (32) | turn (8) |
/// wrapping key's id: length (4), UTF-8 | wrapped key: length (4), bytes. The higher turn counts.
/// </para>
/// <para>
/// A key is wrapped anew into the other slot, and the old one is cleared when that is on disk: killed anywhere, one slot is whole.
/// </para>
/// </remarks>
internal static class EncryptedFileHead
{
    public const int Length = 16 << 10;
    private const int SlotLength = 6 << 10;
    private const int FirstSlot = 4 << 10;
    private const int MaxPart = 4096;

    private static ReadOnlySpan<byte> Magic => "AIOSENC1"u8;

    public static byte[] Create(int chunkBytes, WrappedKey key)
    {
        byte[] head = new byte[Length];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(Magic.Length), chunkBytes);
        WriteSlot(head.AsSpan(FirstSlot, SlotLength), 1, key);
        return head;
    }

    /// <summary>Gives where the next slot goes, its bytes, and where the one to clear is.</summary>
    public static (int At, byte[] Slot, int OldAt) Rewrapped(byte[] head, WrappedKey key)
    {
        var (index, turn, _) = Current(head, "");
        byte[] slot = new byte[SlotLength];
        WriteSlot(slot, turn + 1, key);
        return (OffsetOf(1 - index), slot, OffsetOf(index));
    }

    /// <summary>Gives where the slot is that does not count; null where it is clear already.</summary>
    public static int? StaleSlot(ReadOnlySpan<byte> head)
    {
        int at = OffsetOf(1 - Current(head, "").Index);
        return head.Slice(at, SlotLength).ContainsAnyExcept((byte)0) ? at : null;
    }

    public static byte[] ClearSlot => new byte[SlotLength];

    /// <summary>Reads a head.</summary>
    /// <exception cref="EnvelopeException">It is none, or no slot is whole.</exception>
    public static (int ChunkBytes, WrappedKey Key) Read(ReadOnlySpan<byte> head, string what)
    {
        if (head.Length < Length || !head.StartsWith(Magic))
        {
            throw new EnvelopeException(what, "it does not begin as an encrypted file");
        }

        int chunkBytes = BinaryPrimitives.ReadInt32LittleEndian(head[Magic.Length..]);
        return chunkBytes is >= 1 << 10 and <= 16 << 20
            ? (chunkBytes, Current(head, what).Key)
            : throw new EnvelopeException(what, $"its chunks have {chunkBytes:N0} bytes");
    }

    private static int OffsetOf(int index) => FirstSlot + (index * SlotLength);

    private static (int Index, long Turn, WrappedKey Key) Current(ReadOnlySpan<byte> head, string what)
    {
        var first = ReadSlot(head.Slice(OffsetOf(0), SlotLength));
        var second = ReadSlot(head.Slice(OffsetOf(1), SlotLength));
        return (first, second) switch
        {
            (null, null) => throw new EnvelopeException(what, "its key was shredded or damaged"),
            (null, _) => (1, second.Value.Turn, second.Value.Key),
            (_, null) => (0, first.Value.Turn, first.Value.Key),
            _ when first.Value.Turn > second.Value.Turn => (0, first.Value.Turn, first.Value.Key),
            _ => (1, second.Value.Turn, second.Value.Key),
        };
    }

    private static void WriteSlot(Span<byte> slot, long turn, WrappedKey key)
    {
        byte[] id = Encoding.UTF8.GetBytes(key.KeyId);
        if (id.Length > 1024 || key.Bytes.Length > MaxPart)
        {
            throw new ArgumentException(
                $"The wrapped key has an id of {id.Length} and {key.Bytes.Length} bytes; 1,024 and {MaxPart:N0} have room.", nameof(key));
        }

        var body = slot[SHA256.HashSizeInBytes..];
        BinaryPrimitives.WriteInt64LittleEndian(body, turn);
        BinaryPrimitives.WriteInt32LittleEndian(body[8..], id.Length);
        id.CopyTo(body[12..]);
        BinaryPrimitives.WriteInt32LittleEndian(body[(12 + id.Length)..], key.Bytes.Length);
        key.Bytes.Span.CopyTo(body[(16 + id.Length)..]);
        SHA256.HashData(body, slot);
    }

    private static (long Turn, WrappedKey Key)? ReadSlot(ReadOnlySpan<byte> slot)
    {
        var body = slot[SHA256.HashSizeInBytes..];
        if (!SHA256.HashData(body).AsSpan().SequenceEqual(slot[..SHA256.HashSizeInBytes]))
        {
            return null;
        }

        int idLength = BinaryPrimitives.ReadInt32LittleEndian(body[8..]);
        if (idLength is < 0 or > 1024)
        {
            return null;
        }

        int keyLength = BinaryPrimitives.ReadInt32LittleEndian(body[(12 + idLength)..]);
        return keyLength is < 0 or > MaxPart
            ? null
            : (BinaryPrimitives.ReadInt64LittleEndian(body),
                new WrappedKey(Encoding.UTF8.GetString(body.Slice(12, idLength)), body.Slice(16 + idLength, keyLength).ToArray()));
    }
}
