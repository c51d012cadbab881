using System.Buffers.Binary;
using System.Text;

namespace AiOs;

/// <summary>Reads the primitives of a GGUF header, none of which may reach behind the end of the file.</summary>
/// <param name="content">The file; buffered by the caller, since its pieces are small.</param>
internal sealed class GgufReader(Stream content)
{
    /// <summary>The least bytes that one metadata entry takes: an empty name, a type and a byte.</summary>
    public const int MinMetadataBytes = 8 + 4 + 1;

    /// <summary>The least bytes that one tensor takes: an empty name, one dimension, a type and an offset.</summary>
    public const int MinTensorBytes = 8 + 4 + 8 + 4 + 8;

    private const int MaxStringBytes = 64 * 1024 * 1024;
    private const int MaxDepth = 4;

    private readonly long _length = content.Length;

    public long Position { get; private set; }

    public byte[] ReadBytes(long count)
    {
        Require(count);
        byte[] bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    public uint ReadUInt32()
    {
        Require(4);
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong ReadUInt64()
    {
        Require(8);
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public long ReadSize() => ReadUInt64() is <= long.MaxValue and var size
        ? (long)size
        : throw new InvalidDataException($"the number before byte {Position} is too large for a size.");

    /// <summary>Reads how many of something follow, each of which takes at least so many bytes.</summary>
    public long ReadCount(int minBytes, string what)
    {
        ulong count = ReadUInt64();
        return count <= (ulong)((_length - Position) / minBytes)
            ? (long)count
            : throw new InvalidDataException($"the header claims {count} {what}, more than a file of {_length} bytes can hold.");
    }

    public string ReadString()
    {
        ulong length = ReadUInt64();
        if (length > MaxStringBytes || (long)length > _length - Position)
        {
            throw new InvalidDataException($"the string before byte {Position} claims {length} bytes.");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ReadBytes((long)length));
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"the string before byte {Position} is not UTF-8.", error);
        }
    }

    public GgufValue ReadValue(uint type) => type switch
    {
        0 => new GgufValue { Integer = ReadBytes(1)[0] },
        1 => new GgufValue { Integer = (sbyte)ReadBytes(1)[0] },
        2 => new GgufValue { Integer = BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2)) },
        3 => new GgufValue { Integer = BinaryPrimitives.ReadInt16LittleEndian(ReadBytes(2)) },
        4 => new GgufValue { Integer = ReadUInt32() },
        5 => new GgufValue { Integer = (int)ReadUInt32() },
        6 => new GgufValue { Real = BitConverter.UInt32BitsToSingle(ReadUInt32()) },
        7 => new GgufValue { Integer = ReadTruth() },
        8 => new GgufValue { Text = ReadString() },
        9 => new GgufValue { Count = SkipList(0) },
        10 => new GgufValue { Integer = unchecked((long)ReadUInt64()) },
        11 => new GgufValue { Integer = unchecked((long)ReadUInt64()) },
        12 => new GgufValue { Real = BitConverter.UInt64BitsToDouble(ReadUInt64()) },
        _ => throw new InvalidDataException($"the value before byte {Position} has the unknown type {type}."),
    };

    private int ReadTruth()
    {
        byte truth = ReadBytes(1)[0];
        return truth <= 1 ? truth : throw new InvalidDataException($"the truth value before byte {Position} is {truth}.");
    }

    // Vocabularies are lists of a hundred thousand strings that nobody asks this reader for; they are checked and left.
    private long SkipList(int depth)
    {
        uint type = ReadUInt32();
        int size = type switch
        {
            0 or 1 or 7 => 1,
            2 or 3 => 2,
            4 or 5 or 6 => 4,
            8 => 8,
            9 => 12,
            10 or 11 or 12 => 8,
            _ => throw new InvalidDataException($"the list before byte {Position} has the unknown type {type}."),
        };
        long count = ReadCount(size, "elements of a list");
        if (type == 9 && depth == MaxDepth)
        {
            throw new InvalidDataException($"lists within lists go deeper than {MaxDepth}.");
        }

        if (type is 8 or 9)
        {
            for (long i = 0; i < count; i++)
            {
                _ = type == 8 ? SkipString() : SkipList(depth + 1);
            }
        }
        else
        {
            Skip(count * size);
        }

        return count;
    }

    private long SkipString()
    {
        long length = ReadSize();
        Skip(length);
        return length;
    }

    private void Skip(long count)
    {
        Require(count);
        Position += count;
        content.Seek(count, SeekOrigin.Current);
    }

    private void Require(long count)
    {
        if (count < 0 || count > _length - Position)
        {
            throw new InvalidDataException($"the header ends at byte {Position}, where {count} more were expected.");
        }
    }

    private void Fill(Span<byte> bytes)
    {
        if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InvalidDataException($"the file ends at byte {Position}, earlier than it said.");
        }

        Position += bytes.Length;
    }
}
