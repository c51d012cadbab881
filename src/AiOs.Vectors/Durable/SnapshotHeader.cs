using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>The first 4,096 bytes of a snapshot: what the file is, how the index was built, and where its blocks are.</summary>
/// <remarks>Little endian. Magic, version, checksum of the rest; then the fields in the order of <see cref="Fields"/>, 8 bytes each;
/// the lengths of the sections, the version again and <see cref="BitPlanes"/> follow; at 1,024 the profile.</remarks>
internal sealed class SnapshotHeader
{
    public const int Bytes = 4096;
    public const int Sections = 7;
    public const int Version = 3;

    private const int OldestVersion = 2;

    // "AIOSVEC" and a byte that text tools change when they damage line ends.
    private static ReadOnlySpan<byte> Magic => "AIOSVEC\n"u8;

    private const int FieldsAt = 16;
    private const int FieldCount = 20;
    private const int VersionAgain = FieldCount + Sections; // Behind the checksum, which the first one is not; 0 in format 2.
    private const int ProfileAt = 1024;

    public long Dimensions { get; init; }

    public long Metric { get; init; }

    public long Codes { get; init; }

    public long MaxLinks { get; init; }

    public long Seed { get; init; }

    public long BuildWidth { get; init; }

    public long Capacity { get; init; }

    public long Used { get; init; }

    public long Count { get; init; }

    public long Entry { get; init; }

    public long UsedUnits { get; init; }

    public long Insertions { get; init; }

    /// <summary>Gets the number of the last operation the snapshot contains.</summary>
    public long Sequence { get; init; }

    public long TableOccupied { get; init; }

    public long BodyBytes { get; init; }

    public long ChecksumsChecksum { get; init; }

    public long FileBytes { get; init; }

    public long NodeStride { get; init; }

    public long RowStride { get; init; }

    public long BlockBytes { get; init; }

    /// <summary>Gets the lengths of the sections in bytes, padding left out, in the order in which they stand in the file.</summary>
    public long[] SectionBytes { get; init; } = new long[Sections];

    /// <summary>Gets the mean distances of neighbours by rank, or nothing where they were not measured.</summary>
    public float[] Profile { get; init; } = [];

    /// <summary>Gets the bits a dimension of the codes beside each node, or 0 without them.</summary>
    public int BitPlanes { get; init; }

    private long[] Fields =>
    [
        Dimensions, Metric, Codes, MaxLinks, Seed, BuildWidth, Capacity, Used, Count, Entry, UsedUnits, Insertions, Sequence, TableOccupied,
        BodyBytes, ChecksumsChecksum, FileBytes, NodeStride, RowStride, BlockBytes,
    ];

    public byte[] Write()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        long[] all = [.. Fields, .. SectionBytes, Version, BitPlanes];
        MemoryMarshal.AsBytes<long>(all).CopyTo(bytes.AsSpan(FieldsAt));
        MemoryMarshal.AsBytes<float>(Profile).CopyTo(bytes.AsSpan(ProfileAt));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Checksum.Of(bytes.AsSpan(FieldsAt)));
        return bytes;
    }

    /// <exception cref="VectorFileException">The bytes are no header this version can read: foreign, of another format version, or damaged.</exception>
    public static SnapshotHeader Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < FieldsAt || !bytes[..Magic.Length].SequenceEqual(Magic))
        {
            throw new VectorFileException(
                VectorFileFault.Foreign, path, $"{path} does not begin as a snapshot of a vector index does. Is it another file?");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        // The version is looked at first: another version may sum its header in another way.
        VectorFileException.ThrowUnlessVersion(path, "snapshot", version, OldestVersion, Version);
        if (bytes.Length != Bytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) != Checksum.Of(bytes[FieldsAt..]))
        {
            throw VectorFileException.Damaged(path, "its header does not match its checksum");
        }

        var f = MemoryMarshal.Cast<byte, long>(bytes.Slice(FieldsAt, (FieldCount + Sections + 2) * sizeof(long)));
        bool hasBits = f[2] == (long)VectorCodes.NeighborBits;
        long planes = version > OldestVersion ? f[VersionAgain + 1] : hasBits ? 1 : 0;
        if (f[VersionAgain] != (version > OldestVersion ? version : 0) || planes is < 0 or > NeighborBits.MostPlanes || planes > 0 != hasBits)
        {
            throw VectorFileException.Damaged(path, "its header contradicts itself");
        }

        return new SnapshotHeader
        {
            Dimensions = f[0],
            Metric = f[1],
            Codes = f[2],
            MaxLinks = f[3],
            Seed = f[4],
            BuildWidth = f[5],
            Capacity = f[6],
            Used = f[7],
            Count = f[8],
            Entry = f[9],
            UsedUnits = f[10],
            Insertions = f[11],
            Sequence = f[12],
            TableOccupied = f[13],
            BodyBytes = f[14],
            ChecksumsChecksum = f[15],
            FileBytes = f[16],
            NodeStride = f[17],
            RowStride = f[18],
            BlockBytes = f[19],
            SectionBytes = f.Slice(FieldCount, Sections).ToArray(),
            BitPlanes = (int)planes,
            Profile = ReadProfile(bytes.Slice(ProfileAt, SearchReach.Ranks * sizeof(float))),
        };
    }

    // Zeros stand for none.
    private static float[] ReadProfile(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyExcept((byte)0) ? MemoryMarshal.Cast<byte, float>(bytes).ToArray() : [];
}
