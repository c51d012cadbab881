using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>An open safetensors file whose header has been checked. Reads may run together.</summary>
internal sealed class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly Dictionary<string, TensorEntry> _entries;

    public SafetensorsFile(string path)
    {
        Path = path;
        try
        {
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddingModelException(path, null, "cannot be opened: " + error.Message, error);
        }

        try
        {
            var header = SafetensorsHeader.Read(
                _stream, (tensor, problem, cause) => new EmbeddingModelException(path, tensor, problem, cause));
            _entries = header.Tensors.ToDictionary(tensor => tensor.Name, TensorEntry.Of, StringComparer.Ordinal);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public bool Contains(string name) => _entries.ContainsKey(name);

    public void Dispose() => _stream.Dispose();

    /// <summary>Gets a tensor's entry after checking its shape; a negative size stands for any.</summary>
    public TensorEntry Entry(string name, params ReadOnlySpan<long> shape)
    {
        if (!_entries.TryGetValue(name, out TensorEntry? entry))
        {
            throw new EmbeddingModelException(Path, name, "is missing. Is this the model that config.json describes?");
        }

        bool fits = entry.Shape.Length == shape.Length;
        for (int i = 0; fits && i < shape.Length; i++)
        {
            fits = shape[i] < 0 || shape[i] == entry.Shape[i];
        }

        if (!fits)
        {
            string expected = string.Join(", ", shape.ToArray().Select(size => size < 0 ? "any" : size.ToString()));
            throw new EmbeddingModelException(Path, name, $"has the shape {entry.ShapeText}; config.json asks for [{expected}].");
        }

        if (entry.Type == TensorType.Other)
        {
            throw new EmbeddingModelException(Path, name, "has a number type other than F32, F16 and BF16.");
        }

        return entry.ByteCount > Array.MaxLength
            ? throw new EmbeddingModelException(Path, name, $"has {entry.ByteCount} bytes; the limit is {Array.MaxLength}.")
            : entry;
    }

    /// <summary>Reads a tensor's bytes as they are.</summary>
    public void ReadRaw(TensorEntry entry, Span<byte> destination)
    {
        destination = destination[..(int)entry.ByteCount];
        for (long offset = entry.Begin; !destination.IsEmpty;)
        {
            int count = RandomAccess.Read(_stream.SafeFileHandle, destination, offset);
            if (count == 0)
            {
                throw new EmbeddingModelException(
                    Path, entry.Name, $"the file ends at byte {offset}, {destination.Length} bytes too early. Did it change?");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>Reads a tensor as floats, every one of them finite.</summary>
    public float[] ReadFloats(string name, params ReadOnlySpan<long> shape)
    {
        TensorEntry entry = Entry(name, shape);
        byte[] raw = ArrayPool<byte>.Shared.Rent((int)entry.ByteCount);
        try
        {
            ReadRaw(entry, raw);
            ReadOnlySpan<byte> bytes = raw.AsSpan(0, (int)entry.ByteCount);
            float[] values = GC.AllocateUninitializedArray<float>(bytes.Length / (entry.Type == TensorType.F32 ? 4 : 2));
            Widen(entry.Type, bytes, values);
            RequireFinite(entry, bytes);
            return values;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }

    /// <summary>Fails when a value is infinite or not a number: in all three formats, an exponent of ones only.</summary>
    public void RequireFinite(TensorEntry entry, ReadOnlySpan<byte> bytes)
    {
        int bad = entry.Type == TensorType.F32
            ? FiniteCheck.FirstBad(MemoryMarshal.Cast<byte, uint>(bytes), 0x7F80_0000u)
            : FiniteCheck.FirstBad(MemoryMarshal.Cast<byte, ushort>(bytes), entry.Type == TensorType.F16 ? (ushort)0x7C00 : (ushort)0x7F80);
        if (bad >= 0)
        {
            throw new EmbeddingModelException(Path, entry.Name, $"value {bad} is not a finite number. Fetch the file again.");
        }
    }

    public static void Widen(TensorType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case TensorType.F32:
                bytes.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case TensorType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            default:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
                for (int i = 0; i < upper.Length; i++)
                {
                    bits[i] = (uint)upper[i] << 16;
                }

                break;
        }
    }
}
