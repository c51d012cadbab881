using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Documents of several vectors each: passages of a text, views of an object, tokens of a late-interaction model.</summary>
/// <typeparam name="TKey">What documents are named by.</typeparam>
/// <remarks>
/// <para>One query vector finds the documents with the nearest vector. Several find those with the smallest sum, over the query's vectors,
/// of the distance to the document's nearest vector (MaxSim of ColBERT, arXiv:2004.12832).</para>
/// <para>Threads: searches run together and beside one writer, without a lock. A search beside an update of a document may see its old
/// vectors, its new ones, or some of both.</para>
/// </remarks>
public sealed class VectorDocuments<TKey>
    where TKey : notnull
{
    private const int MostVectors = 65_536; // Of a document.

    private readonly IVectorIndex _index;
    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<TKey, long[]> _vectors;
    private readonly ConcurrentDictionary<long, TKey> _documents = new();
    private long _last;

    /// <summary>Wraps an empty index, which must not be written to by anything else.</summary>
    /// <param name="index">The index.</param>
    /// <param name="comparer">Compares keys; null means their own equality.</param>
    /// <exception cref="ArgumentException">The index is not empty.</exception>
    public VectorDocuments(IVectorIndex index, IEqualityComparer<TKey>? comparer = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (index.Count != 0)
        {
            throw new ArgumentException($"The index holds {index.Count} vectors that are of no document; give it an empty one.", nameof(index));
        }

        _index = index;
        _vectors = new ConcurrentDictionary<TKey, long[]>(comparer ?? EqualityComparer<TKey>.Default);
    }

    /// <summary>Gets the number of documents.</summary>
    public int Count => _vectors.Count;

    /// <summary>Stores a document, in place of the one stored under its key, if any.</summary>
    /// <param name="key">The key.</param>
    /// <param name="vectors">Shape [n, Dimensions], row by row; n from 1 to 65,536.</param>
    /// <returns>Whether a document was replaced.</returns>
    /// <exception cref="ArgumentException">The floats are not whole vectors, or none, or too many.</exception>
    /// <exception cref="InvalidVectorException">A vector cannot be stored; nothing has changed.</exception>
    /// <exception cref="VectorCapacityException">The index is full; nothing has changed. An update needs room for old and new.</exception>
    public bool Upsert(TKey key, ReadOnlySpan<float> vectors)
    {
        int count = CountOf(vectors, nameof(vectors));
        lock (_writing)
        {
            var numbers = new long[count];
            int stored = 0;
            try
            {
                for (; stored < count; stored++)
                {
                    // A number is never used twice. Its document is known before a search can find it.
                    numbers[stored] = ++_last;
                    _documents[_last] = key;
                    _index.Add(_last, RowOf(vectors, stored));
                }
            }
            catch
            {
                _documents.TryRemove(_last, out _);
                Forget(numbers.AsSpan(0, stored));
                throw;
            }

            bool isReplaced = _vectors.TryGetValue(key, out var old);
            _vectors[key] = numbers;
            Forget(old);
            return isReplaced;
        }
    }

    /// <summary>Removes a document with all its vectors.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was stored.</returns>
    public bool Remove(TKey key)
    {
        lock (_writing)
        {
            bool isStored = _vectors.TryRemove(key, out var numbers);
            Forget(numbers);
            return isStored;
        }
    }

    /// <summary>Finds the nearest documents.</summary>
    /// <param name="query">Shape [n, Dimensions], row by row; n from 1 to 65,536.</param>
    /// <param name="k">How many are wanted, 1 to 65,536.</param>
    /// <param name="searchWidth">Candidates held while searching for the vectors near one of the query's; 0, the default, means the index's own.</param>
    /// <param name="filter">Which documents may be found; called on the searching thread. Null lets all of them pass.</param>
    /// <returns>The documents, nearest first: of one vector by their distance, of several by the sum.</returns>
    /// <exception cref="ArgumentException">The floats are not whole vectors, or none, or too many.</exception>
    /// <exception cref="InvalidVectorException">A vector cannot be searched for.</exception>
    public VectorMatch<TKey>[] Search(ReadOnlySpan<float> query, int k, int searchWidth = 0, Func<TKey, bool>? filter = null)
    {
        int count = CountOf(query, nameof(query));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, HnswOptions.MaxWidth);
        var passes = filter is null ? null : VectorFilter.Where(number => _documents.TryGetValue(number, out var key) && filter(key));
        var found = new Dictionary<TKey, float>(_vectors.Comparer);
        for (int i = 0; i < count; i++)
        {
            Nearest(RowOf(query, i), k, searchWidth, passes, found);
        }

        var matches = new List<VectorMatch<TKey>>(found.Count);
        foreach (var (key, distance) in found)
        {
            float sum = count == 1 ? distance : SumOf(query, count, key);
            if (!float.IsNaN(sum))
            {
                matches.Add(new(key, sum));
            }
        }

        return [.. matches.OrderBy(match => match.Distance).Take(k)];
    }

    // Adds the k documents with the vectors nearest to one, looking at more vectors until they are of k documents.
    private void Nearest(ReadOnlySpan<float> vector, int k, int searchWidth, VectorFilter? filter, Dictionary<TKey, float> found)
    {
        for (int wanted = Math.Min(HnswOptions.MaxWidth, 2 * k); ; wanted = Math.Min(HnswOptions.MaxWidth, wanted * 4))
        {
            var nearest = new Neighbor[wanted];
            int written = _index.Search(vector, nearest, new() { Filter = filter, SearchWidth = searchWidth == 0 ? 0 : Math.Max(searchWidth, wanted) });
            var documents = new Dictionary<TKey, float>(_vectors.Comparer);
            foreach (var neighbor in nearest.AsSpan(0, written))
            {
                if (documents.Count < k && _documents.TryGetValue(neighbor.Key, out var key))
                {
                    documents.TryAdd(key, neighbor.Distance);
                }
            }

            if (documents.Count < k && written == wanted && wanted < HnswOptions.MaxWidth)
            {
                continue;
            }

            foreach (var (key, distance) in documents)
            {
                found.TryAdd(key, distance);
            }

            return;
        }
    }

    // Not a number for a document that was removed meanwhile.
    private float SumOf(ReadOnlySpan<float> query, int count, TKey key)
    {
        float sum = 0;
        float[] stored = new float[_index.Dimensions];
        float[] best = new float[count];
        Array.Fill(best, float.NaN);
        foreach (long number in _vectors.TryGetValue(key, out var numbers) ? numbers : [])
        {
            if (!_index.TryGet(number, stored))
            {
                continue;
            }

            for (int i = 0; i < count; i++)
            {
                float distance = Distance(RowOf(query, i), stored);
                best[i] = best[i] <= distance ? best[i] : distance;
            }
        }

        foreach (float distance in best)
        {
            sum += distance;
        }

        return sum;
    }

    private float Distance(ReadOnlySpan<float> query, ReadOnlySpan<float> stored)
    {
        float dot = TensorPrimitives.Dot(query, stored);
        return _index.Metric switch
        {
            VectorMetric.InnerProduct => -dot,
            VectorMetric.Cosine => 1 - dot / TensorPrimitives.Norm(query),
            _ => MathF.Max(0, TensorPrimitives.SumOfSquares(query) + TensorPrimitives.SumOfSquares(stored) - 2 * dot),
        };
    }

    private void Forget(ReadOnlySpan<long> numbers)
    {
        foreach (long number in numbers)
        {
            _index.Remove(number);
            _documents.TryRemove(number, out _);
        }
    }

    private ReadOnlySpan<float> RowOf(ReadOnlySpan<float> vectors, int row) => vectors.Slice(row * _index.Dimensions, _index.Dimensions);

    private int CountOf(ReadOnlySpan<float> vectors, string name)
    {
        int count = vectors.Length / _index.Dimensions;
        return count is >= 1 and <= MostVectors && count * _index.Dimensions == vectors.Length
            ? count
            : throw new ArgumentException($"{vectors.Length} floats are not 1 to {MostVectors} whole vectors of {_index.Dimensions}.", name);
    }
}
