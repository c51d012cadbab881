using System.Buffers;
using System.Runtime.Intrinsics;

namespace AiOs;

/// <summary>Merges the bytes of one piece into tokens: always the pair of the least rank, the first of equals.</summary>
/// <remarks>Source: Sennrich, Haddow and Birch, arXiv:1508.07909; over bytes, as GPT-2 does.</remarks>
internal static class BytePairMerger
{
    // Up to this length, looking through all pairs is faster than keeping them in a heap.
    private const int ShortBytes = 96;

    /// <summary>Writes the tokens of a piece.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">Its bytes; one or more.</param>
    /// <param name="writer">Receives the tokens.</param>
    public static void Merge(BytePairVocabulary vocabulary, scoped ReadOnlySpan<byte> piece, ref TokenWriter writer)
    {
        int whole = piece.Length == 1 ? vocabulary.RankOf(piece[0]) : vocabulary.RankOf(piece);
        if (whole != BytePairVocabulary.None)
        {
            writer.Add(whole);
        }
        else if (piece.Length <= ShortBytes)
        {
            MergeShort(vocabulary, piece, ref writer);
        }
        else
        {
            int[] rented = ArrayPool<int>.Shared.Rent(piece.Length * PairHeap.IntegersPerByte);
            try
            {
                MergeLong(vocabulary, piece, rented, ref writer);
            }
            finally
            {
                ArrayPool<int>.Shared.Return(rented);
            }
        }
    }

    private static void MergeShort(BytePairVocabulary vocabulary, scoped ReadOnlySpan<byte> piece, ref TokenWriter writer)
    {
        // A part is named by the place of its first byte, and never moves: next and previous link the parts that are left.
        Span<int> tokens = stackalloc int[ShortBytes];
        Span<int> pairs = stackalloc int[ShortBytes]; // The rank of a part and the next together.
        Span<byte> next = stackalloc byte[ShortBytes];
        Span<byte> previous = stackalloc byte[ShortBytes + 1];
        int length = piece.Length;
        for (int i = 0; i < length; i++)
        {
            tokens[i] = vocabulary.RankOf(piece[i]);
            pairs[i] = i + 1 < length ? vocabulary.RankOf(piece[i], piece[i + 1]) : BytePairVocabulary.None;
            next[i] = (byte)(i + 1);
            previous[i + 1] = (byte)i;
        }

        pairs = pairs[..length];
        while (IndexOfMin(pairs) is var left && pairs[left] != BytePairVocabulary.None)
        {
            int right = next[left];
            int after = next[right];
            tokens[left] = pairs[left];
            pairs[right] = BytePairVocabulary.None;
            next[left] = (byte)after;
            previous[after] = (byte)left;
            pairs[left] = after < length ? vocabulary.RankOf(piece[left..next[after]]) : BytePairVocabulary.None;
            if (left > 0)
            {
                int before = previous[left];
                pairs[before] = vocabulary.RankOf(piece[before..after]);
            }
        }

        int count = 0;
        for (int part = 0; part < length; part = next[part])
        {
            tokens[count++] = tokens[part]; // Never ahead of where it reads.
        }

        writer.Add(tokens[..count]);
    }

    // The first of the least.
    private static int IndexOfMin(ReadOnlySpan<int> pairs)
    {
        int least = pairs[^1];
        int i = 0;
        if (pairs.Length >= Vector256<int>.Count)
        {
            var leasts = Vector256.Create(least);
            for (; i + Vector256<int>.Count <= pairs.Length; i += Vector256<int>.Count)
            {
                leasts = Vector256.Min(leasts, Vector256.Create(pairs.Slice(i, Vector256<int>.Count)));
            }

            for (int lane = 0; lane < Vector256<int>.Count; lane++)
            {
                least = Math.Min(least, leasts[lane]);
            }
        }

        for (; i < pairs.Length; i++)
        {
            least = Math.Min(least, pairs[i]);
        }

        return pairs.IndexOf(least);
    }

    private static void MergeLong(BytePairVocabulary vocabulary, scoped ReadOnlySpan<byte> piece, int[] rented, ref TokenWriter writer)
    {
        var pairs = new PairHeap(vocabulary, piece, rented);
        while (pairs.TryMerge())
        {
        }

        writer.Add(pairs.Tokens());
    }
}
