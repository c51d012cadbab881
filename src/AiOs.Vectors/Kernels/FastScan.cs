using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AiOs;

/// <summary>Adds up table entries for 32 links at once: a byte shuffle looks 16 nibbles up in a table of 16 bytes.</summary>
/// <remarks>
/// <para>A group is 16 bytes. Links 0 to 15 have the low nibbles, 16 to 31 the high ones; links 0 to 7 (16 to 23) the even bytes and 8 to 15
/// (24 to 31) the odd ones, so that the sums of even and odd bytes come out in the order of the links.</para>
/// <para>Codes of several bits are planes of one bit, the most significant first, over one table: each plane doubles the sums of those before it.</para>
/// <para>Integer sums: every path gives the same result. Source: FastScan (Andre, Kermarrec and Le Scouarnec, VLDB 2015).</para>
/// </remarks>
internal static unsafe class FastScan
{
    /// <summary>The links of a block.</summary>
    public const int Links = 32;

    /// <summary>Gives the byte of a link within a group.</summary>
    public static int ByteOf(int link) => (link & 7) * 2 + (link >> 3 & 1);

    /// <summary>Gives the bit where the nibble of a link starts.</summary>
    public static int ShiftOf(int link) => (link >> 4) * 4;

    /// <summary>Adds up the entries of each link over all groups and planes.</summary>
    /// <param name="codes">Planes of groups of 16 bytes of nibbles.</param>
    /// <param name="table">The groups of 16 entries of each plane.</param>
    /// <param name="bytes">The bytes of a plane and of the table, a multiple of 128.</param>
    /// <param name="planes">How many planes there are; the sums of a plane count twice those of the next one.</param>
    /// <param name="sums">Receives 32 sums, modulo 65,536.</param>
    /// <param name="following">As many bytes to load meanwhile: all at once, ahead of the sums, they would fill the load queue and the sums wait.</param>
    public static void Sum(byte* codes, byte* table, int bytes, int planes, ushort* sums, byte* following)
    {
        if (Avx512BW.IsSupported)
        {
            Sum512(codes, table, bytes, planes, sums, following);
        }
        else if (Avx2.IsSupported)
        {
            Sum256(codes, table, bytes, planes, sums, following);
        }
        else
        {
            Sum128(codes, table, bytes, planes, sums, following);
        }
    }

    internal static void Sum512(byte* codes, byte* table, int bytes, int planes, ushort* sums, byte* following)
    {
        var low = Vector512.Create((byte)15);
        Vector512<ushort> even0 = default, odd0 = default, even1 = default, odd1 = default;
        for (int plane = 0; plane < planes; plane++, codes += bytes, following += bytes)
        {
            even0 += even0;
            odd0 += odd0;
            even1 += even1;
            odd1 += odd1;
            for (int i = 0; i < bytes; i += 64)
            {
                Prefetching.Line(following + i);
                var nibbles = Vector512.Load(codes + i);
                var entries = Vector512.Load(table + i);
                var first = Avx512BW.Shuffle(entries, nibbles & low).AsUInt16();
                var second = Avx512BW.Shuffle(entries, (nibbles.AsUInt16() >> 4).AsByte() & low).AsUInt16();
                even0 += first;
                odd0 += first >> 8;
                even1 += second;
                odd1 += second >> 8;
            }
        }

        // The sums of even bytes have those of the odd ones on top of them.
        Halves(even0 - (odd0 << 8)).Store(sums);
        Halves(odd0).Store(sums + 8);
        Halves(even1 - (odd1 << 8)).Store(sums + 16);
        Halves(odd1).Store(sums + 24);
    }

    internal static void Sum256(byte* codes, byte* table, int bytes, int planes, ushort* sums, byte* following)
    {
        var low = Vector256.Create((byte)15);
        Vector256<ushort> even0 = default, odd0 = default, even1 = default, odd1 = default;
        for (int plane = 0; plane < planes; plane++, codes += bytes, following += bytes)
        {
            even0 += even0;
            odd0 += odd0;
            even1 += even1;
            odd1 += odd1;
            for (int i = 0; i < bytes; i += 32)
            {
                Prefetching.Line(following + i);
                var nibbles = Vector256.Load(codes + i);
                var entries = Vector256.Load(table + i);
                var first = Avx2.Shuffle(entries, nibbles & low).AsUInt16();
                var second = Avx2.Shuffle(entries, (nibbles.AsUInt16() >> 4).AsByte() & low).AsUInt16();
                even0 += first;
                odd0 += first >> 8;
                even1 += second;
                odd1 += second >> 8;
            }
        }

        Halves(even0 - (odd0 << 8)).Store(sums);
        Halves(odd0).Store(sums + 8);
        Halves(even1 - (odd1 << 8)).Store(sums + 16);
        Halves(odd1).Store(sums + 24);
    }

    internal static void Sum128(byte* codes, byte* table, int bytes, int planes, ushort* sums, byte* following)
    {
        var low = Vector128.Create((byte)15);
        Vector128<ushort> even0 = default, odd0 = default, even1 = default, odd1 = default;
        for (int plane = 0; plane < planes; plane++, codes += bytes, following += bytes)
        {
            even0 += even0;
            odd0 += odd0;
            even1 += even1;
            odd1 += odd1;
            for (int i = 0; i < bytes; i += 16)
            {
                Prefetching.Line(following + i);
                var nibbles = Vector128.Load(codes + i);
                var entries = Vector128.Load(table + i);
                var first = Vector128.Shuffle(entries, nibbles & low).AsUInt16();
                var second = Vector128.Shuffle(entries, nibbles >> 4).AsUInt16();
                even0 += first;
                odd0 += first >> 8;
                even1 += second;
                odd1 += second >> 8;
            }
        }

        (even0 - (odd0 << 8)).Store(sums);
        odd0.Store(sums + 8);
        (even1 - (odd1 << 8)).Store(sums + 16);
        odd1.Store(sums + 24);
    }

    /// <summary>Fills the 16 entries of a group: for each choice of signs, the sum of four signed coordinates, from the smallest one upwards.</summary>
    public static void Fill(float* coordinates, float perStep, byte* entries)
    {
        // Lane m has coordinate j with the sign of bit j of m, and the sum of all magnitudes added, so that the least is 0.
        var x = Vector128.Load(coordinates);
        var start = Vector256.Create(Vector128.Sum(Vector128.Abs(x)));
        var lower = Vector256.FusedMultiplyAdd(Vector256.Create(x[0]), Vector256.Create(-1f, 1, -1, 1, -1, 1, -1, 1), start);
        lower = Vector256.FusedMultiplyAdd(Vector256.Create(x[1]), Vector256.Create(-1f, -1, 1, 1, -1, -1, 1, 1), lower);
        lower = Vector256.FusedMultiplyAdd(Vector256.Create(x[2]), Vector256.Create(-1f, -1, -1, -1, 1, 1, 1, 1), lower);
        var last = Vector256.Create(x[3]);
        var numbers0 = Vector256.ConvertToInt32(Vector256.Round((lower - last) * perStep));
        var numbers1 = Vector256.ConvertToInt32(Vector256.Round((lower + last) * perStep));
        var words = Vector256.Narrow(numbers0, numbers1);
        Vector128.Narrow(words.GetLower(), words.GetUpper()).AsByte().Store(entries);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Halves(Vector512<ushort> sums) => Halves(sums.GetLower() + sums.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Halves(Vector256<ushort> sums) => sums.GetLower() + sums.GetUpper();
}
