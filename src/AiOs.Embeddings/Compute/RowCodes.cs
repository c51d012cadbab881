using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Rows of numbers as codes from 0 to 127: x ≈ code·step + least, with a step and a least of its own for each row.</summary>
/// <remarks>
/// Seven bits, because two products of a 7-bit and a signed 8-bit number fit into the 16 bits that <c>vpmaddubsw</c> adds them in; so all
/// machines compute the same. A row at a time, because that is what makes a text's vector independent of its batch.
/// </remarks>
internal sealed class RowCodes
{
    public const int Largest = 127;
    private Pinned<byte> _codes = new(0);
    private Pinned<float> _steps = new(0);
    private Pinned<float> _leasts = new(0);

    public unsafe byte* Codes => _codes.Pointer;

    public unsafe float* Steps => _steps.Pointer;

    public unsafe float* Leasts => _leasts.Pointer;

    /// <summary>Makes room for so many rows, rounded up to whole tiles, of so many codes.</summary>
    public void Reserve(int rows, int stride)
    {
        int padded = Gemm.PadRows(rows);
        if (padded * stride > _codes.Length)
        {
            _codes = new Pinned<byte>(padded * stride, zeroed: true);
        }

        if (padded > _steps.Length)
        {
            _steps = new Pinned<float>(padded, zeroed: true);
            _leasts = new Pinned<float>(padded, zeroed: true);
        }
    }

    /// <summary>Encodes one row; codes beyond its end are 0.</summary>
    public void Encode(ReadOnlySpan<float> row, int index, int stride)
    {
        Span<byte> codes = _codes.Span.Slice(index * stride, stride);
        float least = TensorPrimitives.Min(row);
        float step = (TensorPrimitives.Max(row) - least) / Largest;
        float inverse = step > 0 ? 1 / step : 0;
        _steps.Span[index] = step;
        _leasts.Span[index] = least;
        int done = 0;
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(row);
        for (int i = 0; i <= vectors.Length - 4; i += 4, done += 32)
        {
            Vector256.Narrow(
                Vector256.Narrow(Code(vectors[i], least, inverse), Code(vectors[i + 1], least, inverse)),
                Vector256.Narrow(Code(vectors[i + 2], least, inverse), Code(vectors[i + 3], least, inverse)))
                .CopyTo(codes[done..]);
        }

        for (; done < row.Length; done++)
        {
            codes[done] = (byte)(int)(((row[done] - least) * inverse) + 0.5f);
        }

        codes[row.Length..].Clear();
    }

    // Between 0 and 127 and so never out of range; rounding up from a half. The product and the sum are rounded one by one, as above.
    private static Vector256<uint> Code(Vector256<float> x, float least, float inverse) =>
        Vector256.ConvertToInt32(((x - Vector256.Create(least)) * inverse) + Vector256.Create(0.5f)).AsUInt32();
}
