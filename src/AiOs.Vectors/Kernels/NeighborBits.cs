using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Codes of the far ends of a node's links, one bit a dimension, kept beside the node: the distances of 32 neighbours are estimated
/// from one stretch of memory, without touching the neighbours.</summary>
/// <remarks>
/// <para>A bit is the sign of a coordinate of neighbour minus node, after the rotation of <see cref="RowCodes"/>. With r that difference, n its length,
/// s the sum of its magnitudes, b its signs and x the query: r.(x - c) is estimated by n^2 / s (b.x - b.c). All but b.x is known
/// beforehand, so a link carries two numbers A and B, and an estimate is the node's own distance + A + B (b.x).</para>
/// <para>Layout: blocks of 32 links. Four dimensions are a group; the groups' 16 bytes follow each other, each with a nibble for each of the 32
/// links; behind them 32 floats A and 32 floats B. See <see cref="FastScan"/> for the order of the links in a group.</para>
/// <para>Source: RaBitQ (arXiv:2405.12497) around each node as in SymphonyQG (arXiv:2411.12229).</para>
/// </remarks>
internal sealed unsafe class NeighborBits
{
    private const int DimensionsPerGroup = 4;
    private const int GroupBytes = 16;

    private readonly RowCodes _coder;
    private readonly VectorMetric _metric;
    private readonly int _codeBytes;
    private readonly float _tableLevels;

    public NeighborBits(RowCodes coder, VectorMetric metric, int degree)
    {
        _coder = coder;
        _metric = metric;
        _codeBytes = TableBytes(coder.Length);
        BlockBytes = _codeBytes + FastScan.Links * 2 * sizeof(float);
        Stride = (degree + FastScan.Links - 1) / FastScan.Links * BlockBytes;
        _tableLevels = Math.Min(byte.MaxValue, ushort.MaxValue / (coder.Length / DimensionsPerGroup)); // Sums have 16 bits.
    }

    /// <summary>Gets the bytes of 32 links.</summary>
    public int BlockBytes { get; }

    /// <summary>Gets the bytes of a node.</summary>
    public int Stride { get; }

    /// <summary>Gives the bytes of a query's table.</summary>
    public static int TableBytes(int codeLength) => codeLength / DimensionsPerGroup * GroupBytes;

    /// <summary>Codes a link.</summary>
    /// <param name="node">The codes of the node.</param>
    /// <param name="neighbour">The codes of the far end.</param>
    /// <param name="bits">What belongs to the node, <see cref="Stride"/> bytes.</param>
    /// <param name="at">The link's place in the node's list.</param>
    public void Encode(byte* node, byte* neighbour, byte* bits, int at)
    {
        byte* block = bits + at / FastScan.Links * BlockBytes;
        int link = at % FastScan.Links;
        byte* column = block + FastScan.ByteOf(link);
        int shift = FastScan.ShiftOf(link);
        var nodeStep = Vector256.Create(_coder.StepOf(node));
        var neighbourStep = Vector256.Create(_coder.StepOf(neighbour));
        Vector256<float> squares = default, magnitudes = default, alongNode = default, signsAlongNode = default;
        for (int i = 0; i < _coder.Length; i += 8)
        {
            var c = Coordinates(node + i) * nodeStep;
            var r = Coordinates(neighbour + i) * neighbourStep - c;
            squares += r * r;
            magnitudes += Vector256.Abs(r);
            alongNode += r * c;
            var negative = Vector256.LessThan(r, Vector256<float>.Zero);
            signsAlongNode += Vector256.ConditionalSelect(negative, -c, c);
            uint positive = ~negative.ExtractMostSignificantBits();
            Put(column + i * DimensionsPerGroup, (int)(positive & 15), shift);
            Put(column + i * DimensionsPerGroup + GroupBytes, (int)(positive >> 4 & 15), shift);
        }

        float* terms = (float*)(block + _codeBytes);
        float squared = Vector256.Sum(squares);
        float factor = squared > 0 ? squared / Vector256.Sum(magnitudes) : 0;
        float along = factor * Vector256.Sum(signsAlongNode);
        (terms[link], terms[FastScan.Links + link]) = _metric switch
        {
            VectorMetric.SquaredEuclidean => (squared + 2 * along, -2 * factor),
            _ => (along - Vector256.Sum(alongNode), -factor),
        };
    }

    /// <summary>Makes the query's table: for each group and each of its 16 signs, its share of b.x as a byte.</summary>
    /// <param name="scratch">Holds the rotated query; receives the table.</param>
    public void Prepare(Scratch scratch)
    {
        float* x = scratch.Rotated;
        float largest = 0;
        float total = 0;
        for (int i = 0; i < _coder.Length; i += DimensionsPerGroup)
        {
            float magnitude = Vector128.Sum(Vector128.Abs(Vector128.Load(x + i)));
            largest = MathF.Max(largest, magnitude);
            total += magnitude;
        }

        float step = 2 * largest / _tableLevels;
        float perStep = largest > 0 ? 1 / step : 0;
        byte* entries = scratch.Table;
        for (int i = 0; i < _coder.Length; i += DimensionsPerGroup)
        {
            FastScan.Fill(x + i, perStep, entries + i * DimensionsPerGroup);
        }

        scratch.TableStep = step;
        scratch.TableBase = -total;
    }

    /// <summary>Estimates the distances of the far ends of 32 links.</summary>
    /// <param name="block">The block of the links.</param>
    /// <param name="following">The block to load meanwhile; the same one where there is none.</param>
    /// <param name="scratch">Holds the query's table.</param>
    /// <param name="distance">The distance of the node.</param>
    /// <param name="limit">Estimates above it do not matter.</param>
    /// <param name="estimates">Receives 32 estimates.</param>
    /// <returns>A bit for each link: whether its estimate is at most the limit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Estimate(byte* block, byte* following, Scratch scratch, float distance, float limit, float* estimates)
    {
        ushort* sums = stackalloc ushort[FastScan.Links];
        FastScan.Sum(block, scratch.Table, _codeBytes, sums, following);
        for (int i = _codeBytes; i < BlockBytes; i += 64)
        {
            Prefetching.Line(following + i);
        }

        float* terms = (float*)(block + _codeBytes);
        var step = Vector256.Create(scratch.TableStep);
        var start = Vector256.Create(scratch.TableBase);
        var own = Vector256.Create(distance);
        var most = Vector256.Create(limit);
        uint near = 0;
        for (int i = 0; i < FastScan.Links; i += 8)
        {
            var sum = Vector256.ConvertToSingle(Vector256.Create(
                Vector128.WidenLower(Vector128.Load(sums + i)), Vector128.WidenUpper(Vector128.Load(sums + i))).AsInt32());
            var along = Vector256.FusedMultiplyAdd(sum, step, start);
            var rest = own + Vector256.Load(terms + i);
            var estimate = Vector256.FusedMultiplyAdd(along, Vector256.Load(terms + FastScan.Links + i), rest);
            estimate.Store(estimates + i);
            near |= Vector256.LessThanOrEqual(estimate, most).ExtractMostSignificantBits() << i;
        }

        return near;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(byte* place, int nibble, int shift) => *place = (byte)((*place & ~(15 << shift)) | (nibble << shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Coordinates(byte* codes)
    {
        var bytes = Vector128.CreateScalar(*(ulong*)codes).AsByte();
        var words = Vector128.WidenLower(bytes);
        var numbers = Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
        return Vector256.ConvertToSingle(numbers - Vector256.Create(RowCodes.Center));
    }
}
