using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AiOs;

/// <summary>The chain of hashes through an audit log: each covers its record, its number and the hash before.</summary>
/// <remarks>
/// <para>A file is lines: <c>aios-audit 1 ID</c>, then <c>HASH JSON</c> a record, the hash in 64 hexadecimal digits.</para>
/// <para>The first hash is that of the head line, so that records of one log say nothing in another.</para>
/// </remarks>
internal sealed class AuditChain
{
    public const int HashLength = 64;

    private const string Magic = "aios-audit 1 ";

    private readonly byte[]? _key;
    private byte[] _hash;

    private AuditChain(string id, byte[]? key)
    {
        Id = id;
        _key = key;
        _hash = Digest([Encoding.ASCII.GetBytes(HeadOf(id))]);
    }

    public string Id { get; }

    public long Count { get; private set; }

    public AuditAnchor Anchor => new(Id, Count, Convert.ToHexStringLower(_hash));

    public string Head => HeadOf(Id);

    /// <summary>Begins the chain of a new log.</summary>
    public static AuditChain Create(byte[]? key) => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), key);

    /// <summary>Begins the chain of a log that is there.</summary>
    /// <exception cref="AuditTamperedException">The line is no head.</exception>
    public static AuditChain Open(ReadOnlySpan<byte> head, byte[]? key)
    {
        string line = Encoding.ASCII.GetString(head);
        string id = line.Length == Magic.Length + 32 ? line[Magic.Length..] : "";
        bool isHead = id.All(char.IsAsciiHexDigitLower) && string.Equals(HeadOf(id), line, StringComparison.Ordinal);
        return isHead ? new AuditChain(id, key) : throw new AuditTamperedException(0, "its first line is no head of an audit log");
    }

    /// <summary>Goes on by one record, and gives its line without the line break.</summary>
    public byte[] Append(byte[] json)
    {
        byte[] hash = Next(json);
        byte[] line = new byte[HashLength + 1 + json.Length];
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash), line);
        line[HashLength] = (byte)' ';
        json.CopyTo(line, HashLength + 1);
        _hash = hash;
        Count++;
        return line;
    }

    /// <summary>Goes on by a line that was read, and gives its JSON.</summary>
    /// <exception cref="AuditTamperedException">The line is not the one that follows.</exception>
    public ReadOnlyMemory<byte> Follow(ReadOnlyMemory<byte> line)
    {
        if (line.Length < HashLength + 2 || line.Span[HashLength] != (byte)' ')
        {
            throw new AuditTamperedException(Count + 1, "its line has no hash");
        }

        var json = line[(HashLength + 1)..];
        byte[] hash = Next(json);
        if (!line.Span[..HashLength].SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash))))
        {
            throw new AuditTamperedException(Count + 1, "its hash is not that of this record after the one before");
        }

        _hash = hash;
        Count++;
        return json;
    }

    private static string HeadOf(string id) => Magic + id;

    private byte[] Next(ReadOnlyMemory<byte> json)
    {
        byte[] number = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, Count + 1);
        return Digest([_hash, number, json]);
    }

    // Every part but the last has a fixed length, so no two lists of parts run together into the same bytes.
    private byte[] Digest(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hash = _key is null
            ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
            : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts)
        {
            hash.AppendData(part.Span);
        }

        return hash.GetHashAndReset();
    }
}
