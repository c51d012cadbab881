using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Turns rows into 7-bit codes and queries into 8-bit ones, after a random rotation.</summary>
/// <remarks>
/// <para>Needs no training: after the rotation the coordinates of any vector are about normal with the same spread, so one step fits
/// all of them. Under cosine all vectors have length 1 and share one step (4 standard deviations over 63); else a row carries its
/// own step and its squared length behind its codes.</para>
/// <para>A code is 1 to 127, which stands for -63 to 63 steps; see <see cref="CodeKernels"/> for why seven bits.</para>
/// </remarks>
internal sealed unsafe class RowCodes
{
    /// <summary>What stands for a coordinate of 0.</summary>
    public const int Center = 64;

    private const int CodeLevels = 63;
    private const int QueryLevels = 127;
    private const float Reach = 4f; // In standard deviations: beyond it lie 0.006 % of the coordinates, which are clipped.
    private const int LineBytes = 64;

    private readonly Rotation _rotation;
    private readonly int _dimensions;
    private readonly VectorMetric _metric;
    private readonly float _unitStep;

    public RowCodes(int dimensions, VectorMetric metric, int seed)
    {
        _dimensions = dimensions;
        _metric = metric;
        Length = (dimensions + CodeKernels.Padding - 1) / CodeKernels.Padding * CodeKernels.Padding;
        int bytes = Length + (metric == VectorMetric.Cosine ? 0 : 2 * sizeof(float));
        Stride = (bytes + LineBytes - 1) / LineBytes * LineBytes;
        _rotation = new Rotation(Length, seed);
        _unitStep = Reach / MathF.Sqrt(Length) / CodeLevels;
    }

    /// <summary>Gets the codes of a row: the dimensions, padded.</summary>
    public int Length { get; }

    /// <summary>Gets the bytes from one row of codes to the next.</summary>
    public int Stride { get; }

    /// <summary>Codes a prepared vector, both as a row and as a query.</summary>
    /// <param name="scratch">Holds the vector in its query; receives the query's codes.</param>
    /// <param name="squaredLength">The vector's squared length.</param>
    public void EncodeQuery(Scratch scratch, float squaredLength)
    {
        float* rotated = scratch.Rotated;
        new Span<float>(scratch.Query, _dimensions).CopyTo(new Span<float>(rotated, Length));
        new Span<float>(rotated + _dimensions, Length - _dimensions).Clear();
        _rotation.Apply(rotated);
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(rotated, Length)));
        float step = largest / QueryLevels;
        float perStep = largest > 0 ? QueryLevels / largest : 0;
        int sum = 0;
        for (int i = 0; i < Length; i += CodeKernels.Padding)
        {
            sum += Round(rotated + i, perStep, QueryLevels, 0, (byte*)scratch.QueryCode + i);
        }

        scratch.QueryPoint = PointOf(sum, step, squaredLength);
    }

    /// <summary>Codes as a row what <see cref="EncodeQuery"/> rotated before.</summary>
    /// <param name="scratch">Holds the rotated vector.</param>
    /// <param name="squaredLength">The vector's squared length.</param>
    /// <param name="row">Receives <see cref="Stride"/> bytes.</param>
    public void EncodeRow(Scratch scratch, float squaredLength, byte* row)
    {
        float* rotated = scratch.Rotated;
        float step = _unitStep;
        if (_metric != VectorMetric.Cosine)
        {
            step = MathF.Abs(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(rotated, Length))) / CodeLevels;
            ((float*)(row + Length))[0] = step;
            ((float*)(row + Length))[1] = _metric == VectorMetric.SquaredEuclidean ? squaredLength : 0;
        }

        float perStep = step > 0 ? 1 / step : 0;
        for (int i = 0; i < Length; i += CodeKernels.Padding)
        {
            Round(rotated + i, perStep, CodeLevels, Center, row + i);
        }
    }

    /// <summary>Gives what a unit of a row's codes is worth.</summary>
    public float StepOf(byte* row) => _metric == VectorMetric.Cosine ? _unitStep : *(float*)(row + Length);

    /// <summary>Turns a stored row of codes into the form of a query.</summary>
    /// <returns>What else the spaces need of it.</returns>
    public CodePoint Decode(byte* row, sbyte* query)
    {
        var sums = Vector256<short>.Zero; // Of 32 bytes a step, at most 63 each: 65,536 dimensions stay within 16 bits a lane only
        int sum = 0;                      // if they are drained now and then.
        for (int i = 0; i < Length; i += CodeKernels.Padding)
        {
            var codes = (Vector256.Load(row + i) - Vector256.Create((byte)Center)).AsSByte();
            codes.Store(query + i);
            sums += Vector256.WidenLower(codes) + Vector256.WidenUpper(codes);
            if ((i & 0xFFF) == 0xFE0)
            {
                sum += Drain(ref sums);
            }
        }

        sum += Drain(ref sums);
        return _metric == VectorMetric.Cosine
            ? PointOf(sum, _unitStep, 1)
            : PointOf(sum, ((float*)(row + Length))[0], ((float*)(row + Length))[1]);
    }

    // Rounds 32 coordinates to codes; gives their sum.
    private static int Round(float* coordinates, float perStep, int levels, int center, byte* codes)
    {
        var v0 = Codes(coordinates, perStep, levels);
        var v1 = Codes(coordinates + 8, perStep, levels);
        var v2 = Codes(coordinates + 16, perStep, levels);
        var v3 = Codes(coordinates + 24, perStep, levels);
        var bytes = Vector256.Narrow(Vector256.Narrow(v0, v1), Vector256.Narrow(v2, v3));
        (bytes + Vector256.Create((sbyte)center)).AsByte().Store(codes);
        return Vector256.Sum(v0 + v1 + v2 + v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Codes(float* coordinates, float perStep, int levels)
    {
        var rounded = Vector256.ConvertToInt32(Vector256.Round(Vector256.Load(coordinates) * perStep));
        return Vector256.Min(Vector256.Max(rounded, Vector256.Create(-levels)), Vector256.Create(levels));
    }

    private static int Drain(ref Vector256<short> sums)
    {
        int sum = Vector256.Sum(Vector256.WidenLower(sums) + Vector256.WidenUpper(sums));
        sums = default;
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CodePoint PointOf(int sum, float step, float squaredLength) => _metric switch
    {
        VectorMetric.Cosine => new(sum * Center, step * _unitStep, 1),
        VectorMetric.SquaredEuclidean => new(sum * Center, 2 * step, squaredLength),
        _ => new(sum * Center, step, 0),
    };
}
