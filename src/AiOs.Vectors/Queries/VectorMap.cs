using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace AiOs;

/// <summary>A vector index by keys of any type.</summary>
/// <typeparam name="TKey">What vectors are named by.</typeparam>
/// <remarks>Numbers the keys and keeps both directions in memory. Threads: as the index it wraps; searches take no lock.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "A map from keys to neighbours; enumerating it would promise more than it keeps.")]
public sealed class VectorMap<TKey>
    where TKey : notnull
{
    private readonly IVectorIndex _index;
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<TKey, long> _numbers;
    private readonly ConcurrentDictionary<long, TKey> _keys = new();
    private long _last;

    /// <summary>Wraps an empty index, which must not be written to by anything else.</summary>
    /// <param name="index">The index.</param>
    /// <param name="comparer">Compares keys; null means their own equality.</param>
    /// <exception cref="ArgumentException">The index is not empty.</exception>
    public VectorMap(IVectorIndex index, IEqualityComparer<TKey>? comparer = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (index.Count != 0)
        {
            throw new ArgumentException($"The index holds {index.Count} vectors whose keys this map does not know; give it an empty one.", nameof(index));
        }

        _index = index;
        _numbers = new ConcurrentDictionary<TKey, long>(comparer ?? EqualityComparer<TKey>.Default);
    }

    /// <summary>Gets the number of vectors stored.</summary>
    public int Count => _index.Count;

    /// <summary>Stores a copy of a vector under a key, in place of the one stored there, if any.</summary>
    /// <param name="key">The key.</param>
    /// <param name="vector">Shape [Dimensions].</param>
    /// <returns>Whether a vector was replaced.</returns>
    /// <exception cref="InvalidVectorException">The vector cannot be stored.</exception>
    /// <exception cref="VectorCapacityException">The key is new and the index is full.</exception>
    public bool Upsert(TKey key, ReadOnlySpan<float> vector)
    {
        lock (_writing)
        {
            if (_numbers.TryGetValue(key, out long number))
            {
                return _index.Upsert(number, vector);
            }

            // A number is never used twice, so a search that finds one late can only find its own key, or none.
            number = _last + 1;
            _keys[number] = key;
            try
            {
                _index.Add(number, vector);
            }
            catch
            {
                _keys.TryRemove(number, out _);
                throw;
            }

            _last = number;
            _numbers[key] = number;
            return false;
        }
    }

    /// <summary>Removes a key and its vector.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was stored.</returns>
    public bool Remove(TKey key)
    {
        lock (_writing)
        {
            if (!_numbers.TryRemove(key, out long number))
            {
                return false;
            }

            _index.Remove(number);
            _keys.TryRemove(number, out _);
            return true;
        }
    }

    /// <summary>Tells whether a key is stored.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is.</returns>
    public bool ContainsKey(TKey key) => _numbers.ContainsKey(key);

    /// <summary>Finds the nearest keys.</summary>
    /// <param name="query">Shape [Dimensions].</param>
    /// <param name="k">How many are wanted, 1 to 65,536.</param>
    /// <param name="searchWidth">Candidates held while searching, k or more; 0, the default, means the index's own.</param>
    /// <param name="filter">Called on the searching thread with keys; null lets all of them pass.</param>
    /// <returns>The keys, nearest first.</returns>
    /// <exception cref="InvalidVectorException">The query cannot be searched for.</exception>
    public VectorMatch<TKey>[] Search(ReadOnlySpan<float> query, int k, int searchWidth = 0, Func<TKey, bool>? filter = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, HnswOptions.MaxWidth);
        var nearest = new Neighbor[k];
        var passes = filter is null ? null : VectorFilter.Where(number => _keys.TryGetValue(number, out var key) && filter(key));
        int found = _index.Search(query, nearest, new() { SearchWidth = searchWidth, Filter = passes });
        var matches = new List<VectorMatch<TKey>>(found);
        foreach (var neighbor in nearest.AsSpan(0, found))
        {
            if (_keys.TryGetValue(neighbor.Key, out var key)) // Not when it has been removed since.
            {
                matches.Add(new(key, neighbor.Distance));
            }
        }

        return [.. matches];
    }
}
