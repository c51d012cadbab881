using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>Finds the rank of a token by its bytes, and its bytes by its rank.</summary>
/// <remarks>A hash table of open addressing over one array of all bytes: no object a token, for a garbage collector to visit.</remarks>
internal sealed class BytePairVocabulary
{
    /// <summary>What stands for no rank; greater than every rank.</summary>
    public const int None = int.MaxValue;

    private readonly byte[] _bytes;
    private readonly int[] _starts; // Of the token at each place, and the end of the last.
    private readonly int[] _ranks; // Ascending.
    private readonly int[] _rankOfByte;
    private readonly int[] _rankOfPair; // Of two bytes: the first merges of every piece.
    private readonly Slot[] _slots;

    public BytePairVocabulary(byte[] bytes, int[] starts, int[] ranks, int[] rankOfByte)
    {
        _bytes = bytes;
        _starts = starts;
        _ranks = ranks;
        _rankOfByte = rankOfByte;
        _rankOfPair = new int[65_536];
        Array.Fill(_rankOfPair, None);
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)ranks.Length * 2)];
        for (int place = 0; place < ranks.Length; place++)
        {
            AddSlot(place);
        }
    }

    /// <summary>Gets the length of the longest token, in bytes.</summary>
    public int LongestBytes { get; private set; }

    /// <summary>Gets the rank of a single byte; every byte has one.</summary>
    public int RankOf(byte single) => _rankOfByte[single];

    /// <summary>Gets the rank of two bytes; <see cref="None"/> where they are no token.</summary>
    public int RankOf(byte first, byte second) => _rankOfPair[(first << 8) | second];

    /// <summary>Gets the rank of bytes.</summary>
    /// <param name="token">One byte or more.</param>
    /// <returns>The rank; <see cref="None"/> where they are no token.</returns>
    public int RankOf(ReadOnlySpan<byte> token)
    {
        if (token.Length > LongestBytes)
        {
            return None;
        }

        uint hash = Hash(token);
        var slots = _slots;
        for (uint i = hash; ; i++)
        {
            ref readonly var slot = ref slots[(int)(i & (uint)(slots.Length - 1))];
            if (slot.Length == 0)
            {
                return None;
            }

            if (slot.Hash == hash && slot.Length == token.Length && _bytes.AsSpan(slot.Start, slot.Length).SequenceEqual(token))
            {
                return slot.Rank;
            }
        }
    }

    /// <summary>Gets the bytes of a token.</summary>
    /// <param name="rank">Its rank.</param>
    /// <param name="token">Its bytes; empty where there is none.</param>
    /// <returns>Whether the vocabulary holds a token of this rank.</returns>
    public bool TryGetBytes(int rank, out ReadOnlySpan<byte> token)
    {
        // Ranks without gaps, which is what files have, are their own places.
        int place = (uint)rank < (uint)_ranks.Length && _ranks[rank] == rank ? rank : Array.BinarySearch(_ranks, rank);
        token = place < 0 ? default : _bytes.AsSpan(_starts[place], _starts[place + 1] - _starts[place]);
        return place >= 0;
    }

    /// <summary>Hashes bytes, eight at a time.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        int length = bytes.Length;
        ulong hash = (ulong)length * Multiplier;
        for (int i = 0; i + 8 < length; i += 8)
        {
            hash = (hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, i))) * Multiplier;
            hash ^= hash >> 32;
        }

        // The last bytes, overlapping those before: no loop over single bytes.
        ulong rest = length switch
        {
            >= 8 => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, length - 8)),
            >= 4 => Unsafe.ReadUnaligned<uint>(ref first)
                | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - 4)) << 32),
            > 0 => first | ((ulong)Unsafe.Add(ref first, length / 2) << 8) | ((ulong)Unsafe.Add(ref first, length - 1) << 16),
            _ => 0,
        };
        hash = (hash ^ rest) * Multiplier;
        return (uint)(hash >> 32);
    }

    private void AddSlot(int place)
    {
        var token = _bytes.AsSpan(_starts[place], _starts[place + 1] - _starts[place]);
        uint hash = Hash(token);
        uint i = hash;
        while (_slots[(int)(i & (uint)(_slots.Length - 1))].Length != 0)
        {
            i++;
        }

        _slots[(int)(i & (uint)(_slots.Length - 1))] = new Slot(hash, _starts[place], token.Length, _ranks[place]);
        LongestBytes = Math.Max(LongestBytes, token.Length);
        if (token.Length == 2)
        {
            _rankOfPair[(token[0] << 8) | token[1]] = _ranks[place];
        }
    }

    /// <summary>A token; a length of 0 is a free slot.</summary>
    private readonly record struct Slot(uint Hash, int Start, int Length, int Rank);
}
