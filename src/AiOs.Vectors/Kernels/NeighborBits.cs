using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Codes of the far ends of a node's links, a few bits a dimension, kept beside the node: the distances of 32 neighbours are estimated
/// from one stretch of memory, without touching the neighbours.</summary>
/// <remarks>
/// <para>A code of b bits stands for an odd number from 1 - 2^b to 2^b - 1: a coordinate of neighbour minus node, after the rotation of
/// <see cref="RowCodes"/>, in steps that suit normal coordinates; one bit is its sign. With r that difference, n its length, u its codes, c the node
/// and x the query: r.(x - c) is estimated by n^2 / (u.r) (u.x - u.c). All but u.x is known beforehand, so a link carries two numbers A and B,
/// and an estimate is the node's own distance + A + B (u.x).</para>
/// <para>Layout: blocks of 32 links. Four dimensions are a group; the groups' 16 bytes follow each other, each with a nibble for each of the 32
/// links, plane after plane of bits, the most significant first; behind them 32 floats A and 32 floats B. See <see cref="FastScan"/> for the
/// order of the links in a group.</para>
/// <para>Source: RaBitQ (arXiv:2405.12497) around each node as in SymphonyQG (arXiv:2411.12229), with several bits as in arXiv:2409.09913, but for
/// the step, which is that of the best uniform quantizer of normal numbers (Max, "Quantizing for minimum distortion", 1960) instead of a search.</para>
/// </remarks>
internal sealed unsafe class NeighborBits
{
    /// <summary>The most bits a dimension.</summary>
    public const int MostPlanes = 4;

    // Measured: fewer cost recall, more gain none; see docs/decisions/0130.
    private const int LeastBits = 384;

    private const int DimensionsPerGroup = 4;
    private const int GroupBytes = 16;

    private readonly RowCodes _coder;
    private readonly VectorMetric _metric;
    private readonly int _planeBytes;
    private readonly int _codeBytes;
    private readonly float _tableLevels;

    private static ReadOnlySpan<float> Steps => [0, 1.5958f, 0.9957f, 0.5860f, 0.3352f];

    public NeighborBits(RowCodes coder, VectorMetric metric, int degree, int planes)
    {
        _coder = coder;
        _metric = metric;
        Planes = planes;
        _planeBytes = TableBytes(coder.Length);
        _codeBytes = Planes * _planeBytes;
        BlockBytes = _codeBytes + FastScan.Links * 2 * sizeof(float);
        Stride = (degree + FastScan.Links - 1) / FastScan.Links * BlockBytes;
        _tableLevels = Math.Min(byte.MaxValue, ushort.MaxValue / (coder.Length / DimensionsPerGroup * ((1 << Planes) - 1))); // Sums have 16 bits.
    }

    /// <summary>Gets the bits a dimension.</summary>
    public int Planes { get; }

    /// <summary>Gets the bytes of 32 links.</summary>
    public int BlockBytes { get; }

    /// <summary>Gets the bytes of a node.</summary>
    public int Stride { get; }

    /// <summary>Gives the bits a dimension for codes of so many dimensions: where they are few, one bit of each says too little.</summary>
    public static int PlanesFor(int codeLength) => Math.Clamp((LeastBits + codeLength - 1) / codeLength, 1, MostPlanes);

    /// <summary>Gives the step of the best uniform quantizer of normal numbers, in their standard deviations.</summary>
    /// <param name="planes">Its bits.</param>
    public static float StepOf(int planes) => Steps[planes];

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
        Vector256<float> squares = default, alongNode = default;
        for (int i = 0; i < _coder.Length; i += 8)
        {
            var c = Coordinates(node + i) * nodeStep;
            var r = Coordinates(neighbour + i) * neighbourStep - c;
            squares += r * r;
            alongNode += r * c;
        }

        float squared = Vector256.Sum(squares);
        var perStep = Vector256.Create(squared > 0 ? MathF.Sqrt(_coder.Length / squared) / StepOf(Planes) : 0);
        var half = Vector256.Create((float)(1 << (Planes - 1)));
        var most = Vector256.Create((1 << Planes) - 1);
        Vector256<float> codesAlong = default, codesAlongNode = default;
        for (int i = 0; i < _coder.Length; i += 8)
        {
            var c = Coordinates(node + i) * nodeStep;
            var r = Coordinates(neighbour + i) * neighbourStep - c;
            var levels = Vector256.ConvertToInt32(Vector256.Floor(r * perStep + half));
            levels = Vector256.Min(Vector256.Max(levels, Vector256<int>.Zero), most);
            var codes = Vector256.ConvertToSingle(levels + levels - most);
            codesAlong += codes * r;
            codesAlongNode += codes * c;
            byte* place = column + i * DimensionsPerGroup;
            for (int plane = Planes - 1; plane >= 0; plane--, place += _planeBytes)
            {
                uint signs = (levels << (31 - plane)).ExtractMostSignificantBits();
                Put(place, (int)(signs & 15), shift);
                Put(place + GroupBytes, (int)(signs >> 4), shift);
            }
        }

        float* terms = (float*)(block + _codeBytes);
        float factor = squared > 0 ? squared / Vector256.Sum(codesAlong) : 0;
        float along = factor * Vector256.Sum(codesAlongNode);
        (terms[link], terms[FastScan.Links + link]) = _metric switch
        {
            VectorMetric.SquaredEuclidean => (squared + 2 * along, -2 * factor),
            _ => (along - Vector256.Sum(alongNode), -factor),
        };
    }

    /// <summary>Makes the query's table: for each group and each of its 16 signs, its share of the sum of the signed query as a byte.</summary>
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
        scratch.TableBase = -total * ((1 << Planes) - 1);
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
        FastScan.Sum(block, scratch.Table, _planeBytes, Planes, sums, following);
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
