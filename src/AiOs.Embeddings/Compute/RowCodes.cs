using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>Rows of numbers as codes from 0 to 181: x ≈ code·step + least, with a step and a least of its own for each row.</summary>
/// <remarks>
/// 181 is the root of the largest 16-bit number: see <see cref="CodeGroups"/>. A row at a time, because that is what makes a text's vector
/// independent of its batch.
/// </remarks>
internal sealed class RowCodes
{
    public const int Largest = 181;
    private Pinned<byte> _codes = new(0);
    private Pinned<float> _steps = new(0);
    private Pinned<float> _leasts = new(0);

    public unsafe byte* Codes => _codes.Pointer;

    public unsafe float* Steps => _steps.Pointer;

    public unsafe float* Leasts => _leasts.Pointer;

    /// <summary>Makes room for so many rows, rounded up to whole tiles, of so many codes.</summary>
    public void Reserve(int rows, int stride)
    {
        int padded = Gemm.PadRows(rows) + Gemm.TileRows; // Whichever kernel's last tile reaches farthest.
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
        (float least, float most) = Range(row);
        float step = (most - least) / Largest;
        float inverse = step > 0 ? 1 / step : 0;
        _steps.Span[index] = step;
        _leasts.Span[index] = least;
        int done = Avx512F.IsSupported ? Encode512(row, codes, least, inverse) : Encode256(row, codes, least, inverse);
        for (; done < row.Length; done++)
        {
            codes[done] = (byte)(int)(((row[done] - least) * inverse) + 0.5f);
        }

        codes[row.Length..].Clear();
    }

    private static (float Least, float Most) Range(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(row);
        float least = float.PositiveInfinity;
        float most = float.NegativeInfinity;
        if (!vectors.IsEmpty)
        {
            Vector256<float> low = vectors[0];
            Vector256<float> high = low;
            foreach (Vector256<float> x in vectors)
            {
                low = Vector256.MinNative(low, x);
                high = Vector256.MaxNative(high, x);
            }

            least = Lanes.Least(low);
            most = Lanes.Largest(high);
        }

        foreach (float x in row[(vectors.Length * Vector256<float>.Count)..])
        {
            least = MathF.Min(least, x);
            most = MathF.Max(most, x);
        }

        return (least, most);
    }

    private static int Encode512(ReadOnlySpan<float> row, Span<byte> codes, float least, float inverse)
    {
        ReadOnlySpan<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(row);
        Span<Vector128<byte>> to = MemoryMarshal.Cast<byte, Vector128<byte>>(codes)[..vectors.Length];
        for (int i = 0; i < to.Length; i++)
        {
            Vector512<float> scaled = ((vectors[i] - Vector512.Create(least)) * inverse) + Vector512.Create(0.5f);
            to[i] = Avx512F.ConvertToVector128Byte(Vector512.ConvertToInt32Native(scaled));
        }

        return vectors.Length * Vector512<float>.Count;
    }

    private static int Encode256(ReadOnlySpan<float> row, Span<byte> codes, float least, float inverse)
    {
        ReadOnlySpan<Vector256<float>> vectors = MemoryMarshal.Cast<float, Vector256<float>>(row);
        int done = 0;
        for (int i = 0; i <= vectors.Length - 4; i += 4, done += 32)
        {
            Vector256.Narrow(
                Vector256.Narrow(Code(vectors[i], least, inverse), Code(vectors[i + 1], least, inverse)),
                Vector256.Narrow(Code(vectors[i + 2], least, inverse), Code(vectors[i + 3], least, inverse)))
                .CopyTo(codes[done..]);
        }

        return done;
    }

    // Between 0 and 181 and so never out of range; rounding up from a half. The product and the sum are rounded one by one, as everywhere here.
    private static Vector256<uint> Code(Vector256<float> x, float least, float inverse) =>
        Vector256.ConvertToInt32Native(((x - Vector256.Create(least)) * inverse) + Vector256.Create(0.5f)).AsUInt32();
}
