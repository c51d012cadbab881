namespace AiOs;

/// <summary>The header of a GGUF file (versions 2 and 3, little-endian), read strictly.</summary>
/// <remarks>
/// The format: <c>GGUF</c>, a version, the numbers of tensors and of metadata, the metadata, the tensors' names, shapes, types and
/// offsets, and the tensors, each aligned (<c>general.alignment</c>, by default 32). Lengths are checked against the file before
/// anything is allocated, so a header cannot claim more than the file has.
/// </remarks>
public sealed class GgufHeader
{
    private const int BufferBytes = 64 * 1024;

    private GgufHeader(int version, IReadOnlyDictionary<string, GgufValue> metadata, IReadOnlyList<TensorInfo> tensors)
    {
        Version = version;
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>Gets the version of the format.</summary>
    public int Version { get; }

    /// <summary>Gets the metadata by name.</summary>
    public IReadOnlyDictionary<string, GgufValue> Metadata { get; }

    /// <summary>Gets the tensors, in the order of the header.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Gets the architecture that the file names, such as <c>llama</c>; empty where it names none.</summary>
    public string Architecture => Metadata.TryGetValue("general.architecture", out var value) ? value.Text ?? "" : "";

    /// <summary>Gets the window that the file names, in tokens; null where it names none.</summary>
    public long? ContextLength => Metadata.TryGetValue(Architecture + ".context_length", out var value) ? value.Integer : null;

    /// <summary>Reads a header.</summary>
    /// <param name="content">The file, seekable, from its beginning. Nothing behind the header is read.</param>
    /// <returns>The header.</returns>
    /// <exception cref="InvalidDataException">The file is not what the format says; the message says where.</exception>
    public static GgufHeader Read(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var reader = new GgufReader(new BufferedStream(content, BufferBytes)); // Not disposed of: the file is the caller's.
        if (!reader.ReadBytes(4).AsSpan().SequenceEqual("GGUF"u8))
        {
            throw new InvalidDataException("a GGUF file begins with 'GGUF'.");
        }

        uint version = reader.ReadUInt32();
        if (version is not (2 or 3))
        {
            throw new InvalidDataException($"version {version} of GGUF is not read; 2 and 3 are. A big-endian file is not read either.");
        }

        long tensorCount = reader.ReadCount(GgufReader.MinTensorBytes, "tensors");
        long metadataCount = reader.ReadCount(GgufReader.MinMetadataBytes, "metadata");
        var metadata = new Dictionary<string, GgufValue>(StringComparer.Ordinal);
        for (long i = 0; i < metadataCount; i++)
        {
            string name = reader.ReadString();
            if (!metadata.TryAdd(name, reader.ReadValue(reader.ReadUInt32())))
            {
                throw new InvalidDataException($"the metadata '{name}' stands there twice.");
            }
        }

        var tensors = ReadTensors(reader, tensorCount);
        return new GgufHeader((int)version, metadata, Place(tensors, reader.Position, AlignmentOf(metadata), content.Length));
    }

    private static List<(string Name, GgufTensorType Type, long[] Shape, long Offset)> ReadTensors(GgufReader reader, long count)
    {
        var tensors = new List<(string, GgufTensorType, long[], long)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            if (!names.Add(name))
            {
                throw new InvalidDataException($"the tensor '{name}' stands there twice.");
            }

            uint dimensions = reader.ReadUInt32();
            if (dimensions is 0 or > 4)
            {
                throw new InvalidDataException($"the tensor '{name}' has {dimensions} dimensions; 1 to 4 are read.");
            }

            long[] shape = new long[dimensions];
            for (int d = 0; d < shape.Length; d++)
            {
                shape[d] = reader.ReadSize();
            }

            uint code = reader.ReadUInt32();
            var type = GgufTensorType.Find(code)
                ?? throw new InvalidDataException($"the tensor '{name}' has the unknown type {code}.");
            tensors.Add((name, type, shape, reader.ReadSize()));
        }

        return tensors;
    }

    private static TensorInfo[] Place(
        List<(string Name, GgufTensorType Type, long[] Shape, long Offset)> tensors, long headerEnd, long alignment, long fileLength)
    {
        long dataStart = (headerEnd + alignment - 1) / alignment * alignment;
        var placed = new TensorInfo[tensors.Count];
        for (int i = 0; i < placed.Length; i++)
        {
            var (name, type, shape, offset) = tensors[i];
            long length = type.LengthOf(shape, name);
            if (offset % alignment != 0 || offset > fileLength - dataStart || length > fileLength - dataStart - offset)
            {
                throw new InvalidDataException(
                    $"the tensor '{name}' of {length} bytes at offset {offset} is not aligned to {alignment}, or ends behind the file.");
            }

            placed[i] = new TensorInfo(name, type.Name, shape, dataStart + offset, length);
        }

        long end = dataStart;
        foreach (var tensor in placed.OrderBy(static tensor => tensor.Offset))
        {
            if (tensor.Offset < end)
            {
                throw new InvalidDataException($"the tensor '{tensor.Name}' overlaps the one before it.");
            }

            end = tensor.Offset + tensor.Length;
        }

        return placed;
    }

    private static long AlignmentOf(Dictionary<string, GgufValue> metadata)
    {
        if (!metadata.TryGetValue("general.alignment", out var value))
        {
            return 32;
        }

        return value.Integer is { } alignment and >= 8 and <= 65_536 && alignment % 8 == 0
            ? alignment
            : throw new InvalidDataException("general.alignment must be a multiple of 8, up to 65,536.");
    }
}
