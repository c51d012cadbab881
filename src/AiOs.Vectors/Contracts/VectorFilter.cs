using System.Numerics;

namespace AiOs;

/// <summary>Says which keys a search may find. Immutable; may be used by many searches at once and by several indexes.</summary>
/// <remarks>Make a filter once and keep it: an index remembers where the keys of a listed filter stand.</remarks>
public abstract class VectorFilter
{
    // What the last index that used this filter made of it. Replaced as a whole, so that readers need no lock.
    private FilterSlots? _slots;

    private protected VectorFilter()
    {
    }

    /// <summary>Gets an upper bound of the number of keys that pass, or null when it is unknown.</summary>
    internal virtual int? MaxMatches => null;

    internal FilterSlots? Slots
    {
        get => Volatile.Read(ref _slots);
        set => Volatile.Write(ref _slots, value);
    }

    /// <summary>Lets the listed keys pass.</summary>
    /// <param name="keys">The keys; repeated ones count once. Keys that are not stored are harmless.</param>
    /// <returns>The filter.</returns>
    public static VectorFilter Keys(IEnumerable<long> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return new KeySetFilter(keys);
    }

    /// <summary>Lets the keys pass whose bit is set: bit i of the bitmap stands for key <paramref name="firstKey"/> + i.</summary>
    /// <param name="bits">The bitmap, lowest bit first; copied.</param>
    /// <param name="firstKey">The key of the first bit.</param>
    /// <returns>The filter.</returns>
    public static VectorFilter Bitmap(ReadOnlySpan<ulong> bits, long firstKey = 0) => new BitmapFilter(bits.ToArray(), firstKey);

    /// <summary>Lets the keys pass that a predicate accepts.</summary>
    /// <param name="predicate">Called on the searching thread, many times a search; the same key must get the same answer throughout a search.</param>
    /// <returns>The filter.</returns>
    public static VectorFilter Where(Func<long, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new PredicateFilter(predicate);
    }

    /// <summary>Tells whether a key passes.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it does.</returns>
    public abstract bool Passes(long key);

    /// <summary>Lists the keys that pass, for filters that know a bound.</summary>
    internal virtual IEnumerable<long> Listed() => [];

    private sealed class KeySetFilter(IEnumerable<long> keys) : VectorFilter
    {
        private readonly HashSet<long> _keys = [.. keys];

        internal override int? MaxMatches => _keys.Count;

        public override bool Passes(long key) => _keys.Contains(key);

        internal override IEnumerable<long> Listed() => _keys;
    }

    private sealed class BitmapFilter(ulong[] bits, long firstKey) : VectorFilter
    {
        private readonly int _count = bits.Sum(BitOperations.PopCount);

        internal override int? MaxMatches => _count;

        public override bool Passes(long key)
        {
            ulong bit = unchecked((ulong)key - (ulong)firstKey);
            return bit >> 6 < (ulong)bits.Length && (bits[bit >> 6] >> (int)(bit & 63) & 1) != 0;
        }

        internal override IEnumerable<long> Listed()
        {
            for (int word = 0; word < bits.Length; word++)
            {
                for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
                {
                    yield return unchecked(firstKey + ((long)word << 6) + BitOperations.TrailingZeroCount(rest));
                }
            }
        }
    }

    private sealed class PredicateFilter(Func<long, bool> predicate) : VectorFilter
    {
        public override bool Passes(long key) => predicate(key);
    }
}
