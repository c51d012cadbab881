using System.Buffers;

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
        // Part i begins at starts[i]; tokens[i] is its token; pairs[i] the rank of parts i and i + 1 together.
        Span<int> starts = stackalloc int[ShortBytes + 2];
        Span<int> tokens = stackalloc int[ShortBytes];
        Span<int> pairs = stackalloc int[ShortBytes];
        int count = piece.Length;
        for (int i = 0; i < count; i++)
        {
            starts[i] = i;
            tokens[i] = vocabulary.RankOf(piece[i]);
            pairs[i] = i + 1 < count ? vocabulary.RankOf(piece[i], piece[i + 1]) : BytePairVocabulary.None;
        }

        starts[count] = count;
        while (true)
        {
            int best = IndexOfMin(pairs[..count]);
            if (pairs[best] == BytePairVocabulary.None)
            {
                break;
            }

            tokens[best] = pairs[best];
            count--;
            starts[(best + 2)..(count + 2)].CopyTo(starts[(best + 1)..]);
            tokens[(best + 2)..(count + 1)].CopyTo(tokens[(best + 1)..]);
            pairs[(best + 2)..(count + 1)].CopyTo(pairs[(best + 1)..]);
            pairs[best] = PairRank(vocabulary, piece, starts, best, count);
            if (best > 0)
            {
                pairs[best - 1] = PairRank(vocabulary, piece, starts, best - 1, count);
            }
        }

        writer.Add(tokens[..count]);
    }

    private static int PairRank(BytePairVocabulary vocabulary, scoped ReadOnlySpan<byte> piece, Span<int> starts, int part, int count) =>
        part + 1 < count ? vocabulary.RankOf(piece[starts[part]..starts[part + 2]]) : BytePairVocabulary.None;

    private static int IndexOfMin(ReadOnlySpan<int> pairs)
    {
        int best = 0;
        int least = pairs[0];
        for (int i = 1; i < pairs.Length; i++)
        {
            if (pairs[i] < least)
            {
                least = pairs[i];
                best = i;
            }
        }

        return best;
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
