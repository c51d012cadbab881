using System.Buffers.Binary;
using System.Text.Json;

namespace AiOs;

/// <summary>Reads the header of a safetensors file, and believes nothing in it that it has not checked.</summary>
/// <remarks>
/// Format: eight bytes of header length, little-endian; a JSON object of name to type, shape and offsets; the tensors,
/// one after the other without a gap. Source: the format's description at github.com/huggingface/safetensors.
/// </remarks>
internal static class SafetensorsHeader
{
    public const int MaxHeaderBytes = 16 * 1024 * 1024;
    private const int LengthBytes = 8;
    private const int MaxRank = 8;

    public static Dictionary<string, TensorEntry> Read(Microsoft.Win32.SafeHandles.SafeFileHandle handle, string file)
    {
        long fileBytes = RandomAccess.GetLength(handle);
        if (fileBytes < LengthBytes)
        {
            throw new EmbeddingModelException(file, null, $"has {fileBytes} bytes, too few for a safetensors file.");
        }

        Span<byte> prefix = stackalloc byte[LengthBytes];
        ReadExactly(handle, prefix, 0, file, null);
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerBytes > MaxHeaderBytes || (long)headerBytes > fileBytes - LengthBytes)
        {
            throw new EmbeddingModelException(
                file, null, $"says its header has {headerBytes} bytes; the file has {fileBytes} and the limit is {MaxHeaderBytes}.");
        }

        byte[] header = new byte[(int)headerBytes];
        ReadExactly(handle, header, LengthBytes, file, null);
        Dictionary<string, TensorEntry> entries = Parse(header, LengthBytes + (long)headerBytes, file);
        CheckLayout(entries, LengthBytes + (long)headerBytes, fileBytes, file);
        return entries;
    }

    public static void ReadExactly(
        Microsoft.Win32.SafeHandles.SafeFileHandle handle, Span<byte> destination, long offset, string file, string? tensor)
    {
        while (!destination.IsEmpty)
        {
            int count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                throw new EmbeddingModelException(file, tensor, $"the file ends at byte {offset}, {destination.Length} bytes too early.");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    private static Dictionary<string, TensorEntry> Parse(byte[] header, long dataStart, string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new EmbeddingModelException(file, null, "the header is not a JSON object.");
            }

            var entries = new Dictionary<string, TensorEntry>();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    continue;
                }

                if (!entries.TryAdd(property.Name, Entry(property, dataStart, file)))
                {
                    throw new EmbeddingModelException(file, property.Name, "the header has the name twice.");
                }
            }

            return entries;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is what a name that is not UTF-8 gives.
            throw new EmbeddingModelException(file, null, "the header is not valid JSON: " + error.Message, error);
        }
    }

    private static TensorEntry Entry(JsonProperty property, long dataStart, string file)
    {
        string name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String
            || !TryNumbers(property.Value, "shape", MaxRank, out long[] shape)
            || !TryNumbers(property.Value, "data_offsets", 2, out long[] offsets) || offsets.Length != 2)
        {
            throw new EmbeddingModelException(
                file, name, "the header needs dtype, shape (at most 8 numbers) and data_offsets (2 numbers), none negative.");
        }

        (TensorType kind, int bits) = TypeOf(type.GetString()!, file, name);
        Int128 expectedBits = bits;
        foreach (long size in shape)
        {
            expectedBits *= size;
            if (expectedBits > long.MaxValue)
            {
                throw new EmbeddingModelException(file, name, "the shape is larger than any file.");
            }
        }

        long bytes = offsets[1] - offsets[0];
        if (bytes < 0 || (Int128)bytes * 8 != expectedBits)
        {
            throw new EmbeddingModelException(
                file, name, $"the offsets hold {bytes} bytes; the shape [{string.Join(", ", shape)}] needs {expectedBits / 8}.");
        }

        return offsets[0] > long.MaxValue - dataStart
            ? throw new EmbeddingModelException(file, name, "the offsets lie outside the file.")
            : new TensorEntry(name, kind, shape, dataStart + offsets[0], bytes);
    }

    private static bool TryNumbers(JsonElement element, string name, int maxCount, out long[] numbers)
    {
        numbers = [];
        if (!element.TryGetProperty(name, out JsonElement array) || array.ValueKind != JsonValueKind.Array
            || array.GetArrayLength() > maxCount)
        {
            return false;
        }

        numbers = new long[array.GetArrayLength()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static (TensorType Type, int Bits) TypeOf(string name, string file, string tensor) => name switch
    {
        "F32" => (TensorType.F32, 32),
        "F16" => (TensorType.F16, 16),
        "BF16" => (TensorType.BF16, 16),
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => (TensorType.Other, 8),
        "U16" or "I16" => (TensorType.Other, 16),
        "U32" or "I32" => (TensorType.Other, 32),
        "U64" or "I64" or "F64" => (TensorType.Other, 64),
        _ => throw new EmbeddingModelException(file, tensor, $"the type '{name}' is not known."),
    };

    // The tensors fill the file exactly: no overlap, no gap where something could hide, no missing end.
    private static void CheckLayout(Dictionary<string, TensorEntry> entries, long dataStart, long fileBytes, string file)
    {
        long expected = dataStart;
        TensorEntry? last = null;
        foreach (TensorEntry entry in entries.Values.OrderBy(e => e.Begin).ThenBy(e => e.ByteCount))
        {
            if (entry.Begin < expected)
            {
                throw new EmbeddingModelException(file, entry.Name, $"overlaps the tensor '{last?.Name}'.");
            }

            if (entry.Begin > expected)
            {
                throw new EmbeddingModelException(file, entry.Name, $"leaves a gap of {entry.Begin - expected} bytes before it.");
            }

            if (entry.ByteCount > fileBytes - entry.Begin)
            {
                throw new EmbeddingModelException(
                    file, entry.Name, $"ends at byte {entry.Begin + entry.ByteCount}; the file has {fileBytes}. Is it truncated? Fetch it again.");
            }

            expected = entry.Begin + entry.ByteCount;
            last = entry;
        }

        if (expected != fileBytes)
        {
            throw new EmbeddingModelException(file, null, $"has {fileBytes - expected} bytes after its last tensor.");
        }
    }
}
