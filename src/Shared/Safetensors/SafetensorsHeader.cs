using System.Buffers.Binary;
using System.Text.Json;

namespace AiOs;

/// <summary>The header of a safetensors file, read strictly.</summary>
/// <remarks>
/// The format: 8 bytes with the length of the header, little-endian; the header, a JSON object of tensors and one optional
/// <c>__metadata__</c> of strings; and the tensors, which fill the rest of the file without gaps or overlaps. Anything else is refused:
/// a reader that forgives is a reader that two programs read differently. Source: the format's description at
/// github.com/huggingface/safetensors.
/// </remarks>
internal sealed class SafetensorsHeader
{
    private const int MaxHeaderBytes = 100_000_000; // As the reference implementation limits it.
    private const int MaxTensors = 1_000_000;
    private const int MaxDimensions = 8;
    private const string MetadataName = "__metadata__";

    private SafetensorsHeader(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>Gets the tensors, in the order of their place in the file.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Gets what the file says about itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads a header.</summary>
    /// <param name="content">The file, seekable, from its beginning. Nothing behind the header is read.</param>
    /// <param name="fault">Makes the error of a file that is not what the format says; null for <see cref="InvalidDataException"/>.</param>
    /// <returns>The header.</returns>
    public static SafetensorsHeader Read(Stream content, SafetensorsFault? fault = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        var fail = fault ?? Invalid;
        Span<byte> prefix = stackalloc byte[8];
        if (content.Length < 10 || content.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
        {
            throw fail(null, $"has {content.Length} bytes; a safetensors file has at least 10.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > MaxHeaderBytes || (long)length > content.Length - 8)
        {
            throw fail(null, $"the header claims {length} bytes, in a file of {content.Length}.");
        }

        byte[] header = new byte[length];
        if (content.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            throw fail(null, "the file ends within the header.");
        }

        if (header[0] != '{')
        {
            throw fail(null, "the header does not begin with '{'.");
        }

        try
        {
            return Parse(header, 8 + (long)length, content.Length, fail);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw fail(null, $"the header is not the JSON that the format asks for: {error.Message}", error);
        }
    }

    internal static bool LooksLike(ReadOnlySpan<byte> head, long fileLength) =>
        head.Length >= 10
        && BinaryPrimitives.ReadUInt64LittleEndian(head) is >= 2 and var length
        && length <= (ulong)(fileLength - 8)
        && head[8] == '{';

    private static SafetensorsHeader Parse(byte[] header, long dataStart, long fileLength, SafetensorsFault fail)
    {
        var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 4 });
        var tensors = new List<SafetensorsTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject, fail);
        while (Next(ref reader, fail) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name) || names.Count > MaxTensors)
            {
                throw fail(name, $"stands in the header twice, or there are more than {MaxTensors} tensors.");
            }

            if (string.Equals(name, MetadataName, StringComparison.Ordinal))
            {
                ReadMetadata(ref reader, metadata, fail);
            }
            else
            {
                tensors.Add(ReadTensor(ref reader, name, dataStart, fail));
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            throw fail(null, "the header does not end with its object.");
        }

        CheckLayout(tensors, dataStart, fileLength, fail);
        return new SafetensorsHeader(tensors, metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, SafetensorsFault fail)
    {
        Expect(ref reader, JsonTokenType.StartObject, fail);
        while (Next(ref reader, fail) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, fail);
            if (!metadata.TryAdd(name, reader.GetString()!))
            {
                throw fail(null, $"the metadata '{name}' stands there twice.");
            }
        }
    }

    private static SafetensorsTensor ReadTensor(ref Utf8JsonReader reader, string name, long dataStart, SafetensorsFault fail)
    {
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, fail);
        while (Next(ref reader, fail) == JsonTokenType.PropertyName)
        {
            if (type is null && reader.ValueTextEquals("dtype"u8))
            {
                Expect(ref reader, JsonTokenType.String, fail);
                type = reader.GetString();
            }
            else if (shape is null && reader.ValueTextEquals("shape"u8))
            {
                shape = ReadNumbers(ref reader, MaxDimensions, name, fail);
            }
            else if (offsets is null && reader.ValueTextEquals("data_offsets"u8))
            {
                offsets = ReadNumbers(ref reader, 2, name, fail);
            }
            else
            {
                throw fail(name, $"has the unknown or repeated member '{reader.GetString()}'.");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end] || end < begin)
        {
            throw fail(name, "needs dtype, shape and two ordered data_offsets.");
        }

        long bits = BitsOf(type) ?? throw fail(name, $"has the unknown type '{type}'.");
        try
        {
            foreach (long dimension in shape)
            {
                bits = checked(bits * dimension);
            }
        }
        catch (OverflowException error)
        {
            throw fail(name, "is too large.", error);
        }

        return bits % 8 == 0 && bits / 8 == end - begin
            ? new SafetensorsTensor(name, type, shape, dataStart + begin, end - begin)
            : throw fail(name, $"of type {type} and shape [{string.Join(", ", shape)}] does not take {end - begin} bytes.");
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, int max, string name, SafetensorsFault fail)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, fail);
        while (Next(ref reader, fail) == JsonTokenType.Number)
        {
            if (numbers.Count == max || !reader.TryGetInt64(out long number) || number < 0 || number > long.MaxValue / 2)
            {
                throw fail(name, $"has a number that is no size, or more than {max} of them.");
            }

            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw fail(name, "has something other than a number in a list of them.");
    }

    private static void CheckLayout(List<SafetensorsTensor> tensors, long dataStart, long fileLength, SafetensorsFault fail)
    {
        tensors.Sort(static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Length.CompareTo(b.Length));
        long position = dataStart;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != position)
            {
                throw fail(tensor.Name, $"begins at byte {tensor.Offset}, where {position} was expected: "
                    + "tensors leave no gaps and do not overlap.");
            }

            position += tensor.Length;
            if (position > fileLength)
            {
                throw fail(tensor.Name, $"ends at byte {position}; the file has {fileLength}. Is it truncated? Fetch it again.");
            }
        }

        if (position != fileLength)
        {
            throw fail(null, $"the tensors end at byte {position}, but the file has {fileLength}.");
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

    private static InvalidDataException Invalid(string? tensor, string problem, Exception? cause = null) =>
        new(tensor is null ? problem : $"tensor '{tensor}' {problem}", cause);

    private static JsonTokenType Next(ref Utf8JsonReader reader, SafetensorsFault fail) =>
        reader.Read() ? reader.TokenType : throw fail(null, "the header ends in the middle.");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, SafetensorsFault fail)
    {
        if (Next(ref reader, fail) != type)
        {
            throw fail(null, $"the header has {reader.TokenType} where {type} was expected.");
        }
    }
}
