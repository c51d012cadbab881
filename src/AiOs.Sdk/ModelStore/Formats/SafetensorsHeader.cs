using System.Buffers.Binary;
using System.Text.Json;

namespace AiOs;

/// <summary>The header of a safetensors file, read strictly.</summary>
/// <remarks>
/// The format: 8 bytes with the length of the header, little-endian; the header, a JSON object of tensors and one optional
/// <c>__metadata__</c> of strings; and the tensors, which fill the rest of the file without gaps or overlaps. Anything else is refused:
/// a reader that forgives is a reader that two programs read differently.
/// </remarks>
internal sealed class SafetensorsHeader
{
    private const int MaxHeaderBytes = 100_000_000; // As the reference implementation limits it.
    private const int MaxTensors = 1_000_000;
    private const int MaxDimensions = 8;
    private const string MetadataName = "__metadata__";

    private SafetensorsHeader(IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>Gets the tensors, in the order of their place in the file.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Gets what the file says about itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a header.</summary>
    /// <param name="content">The file, seekable, from its beginning. Nothing behind the header is read.</param>
    /// <returns>The header.</returns>
    /// <exception cref="InvalidDataException">The file is not what the format says; the message says where.</exception>
    public static SafetensorsHeader Read(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Span<byte> prefix = stackalloc byte[8];
        if (content.Length < 10 || content.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
        {
            throw new InvalidDataException("a safetensors file has at least 10 bytes.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxHeaderBytes || (long)length > content.Length - 8)
        {
            throw new InvalidDataException($"the header claims {length} bytes, in a file of {content.Length}.");
        }

        byte[] header = new byte[length];
        if (content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw new InvalidDataException("the file ends within the header.");
        }

        if (header[0] != '{')
        {
            throw new InvalidDataException("the header does not begin with '{'.");
        }

        try
        {
            return Parse(header, 8 + (long)length, content.Length);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"the header is not the JSON that the format asks for: {error.Message}", error);
        }
    }

    internal static bool LooksLike(ReadOnlySpan<byte> head, long fileLength) =>
        head.Length >= 10
        && BinaryPrimitives.ReadUInt64LittleEndian(head) is >= 2 and var length
        && length <= (ulong)(fileLength - 8)
        && head[8] == '{';

    private static SafetensorsHeader Parse(byte[] header, long dataStart, long fileLength)
    {
        var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 4 });
        var tensors = new List<TensorInfo>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name) || names.Count > MaxTensors)
            {
                throw new InvalidDataException($"'{name}' stands in the header twice, or there are more than {MaxTensors} tensors.");
            }

            if (string.Equals(name, MetadataName, StringComparison.Ordinal))
            {
                ReadMetadata(ref reader, metadata);
            }
            else
            {
                tensors.Add(ReadTensor(ref reader, name, dataStart));
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            throw new InvalidDataException("the header does not end with its object.");
        }

        CheckLayout(tensors, dataStart, fileLength);
        return new SafetensorsHeader(tensors, metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String);
            if (!metadata.TryAdd(name, reader.GetString()!))
            {
                throw new InvalidDataException($"the metadata '{name}' stands there twice.");
            }
        }
    }

    private static TensorInfo ReadTensor(ref Utf8JsonReader reader, string name, long dataStart)
    {
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (type is null && reader.ValueTextEquals("dtype"u8))
            {
                Expect(ref reader, JsonTokenType.String);
                type = reader.GetString();
            }
            else if (shape is null && reader.ValueTextEquals("shape"u8))
            {
                shape = ReadNumbers(ref reader, MaxDimensions, name);
            }
            else if (offsets is null && reader.ValueTextEquals("data_offsets"u8))
            {
                offsets = ReadNumbers(ref reader, 2, name);
            }
            else
            {
                throw new InvalidDataException($"tensor '{name}' has the unknown or repeated member '{reader.GetString()}'.");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end] || end < begin)
        {
            throw new InvalidDataException($"tensor '{name}' needs dtype, shape and two ordered data_offsets.");
        }

        long bits = BitsOf(type) ?? throw new InvalidDataException($"tensor '{name}' has the unknown type '{type}'.");
        try
        {
            foreach (long dimension in shape)
            {
                bits = checked(bits * dimension);
            }
        }
        catch (OverflowException error)
        {
            throw new InvalidDataException($"tensor '{name}' is too large.", error);
        }

        return bits % 8 == 0 && bits / 8 == end - begin
            ? new TensorInfo(name, type, shape, dataStart + begin, end - begin)
            : throw new InvalidDataException(
                $"tensor '{name}' of type {type} and shape [{string.Join(", ", shape)}] does not take {end - begin} bytes.");
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, int max, string name)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (Next(ref reader) == JsonTokenType.Number)
        {
            if (numbers.Count == max || !reader.TryGetInt64(out long number) || number < 0 || number > long.MaxValue / 2)
            {
                throw new InvalidDataException($"tensor '{name}' has a number that is no size, or more than {max} of them.");
            }

            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw new InvalidDataException($"tensor '{name}' has something other than a number in a list of them.");
    }

    private static void CheckLayout(List<TensorInfo> tensors, long dataStart, long fileLength)
    {
        tensors.Sort(static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Length.CompareTo(b.Length));
        long position = dataStart;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != position)
            {
                throw new InvalidDataException($"tensor '{tensor.Name}' begins at byte {tensor.Offset}, where {position} was expected: "
                    + "tensors leave no gaps and do not overlap.");
            }

            position += tensor.Length;
            if (position > fileLength)
            {
                throw new InvalidDataException($"tensor '{tensor.Name}' ends at byte {position}, behind the end of the file.");
            }
        }

        if (position != fileLength)
        {
            throw new InvalidDataException($"the tensors end at byte {position}, but the file has {fileLength}.");
        }
    }

    private static int? BitsOf(string type) => type switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 8,
        "U16" or "I16" or "F16" or "BF16" => 16,
        "U32" or "I32" or "F32" => 32,
        "U64" or "I64" or "F64" or "C64" => 64,
        _ => null,
    };

    private static JsonTokenType Next(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw new InvalidDataException("the header ends in the middle.");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (Next(ref reader) != type)
        {
            throw new InvalidDataException($"the header has {reader.TokenType} where {type} was expected.");
        }
    }
}
