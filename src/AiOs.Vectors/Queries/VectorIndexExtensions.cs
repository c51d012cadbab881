namespace AiOs;

/// <summary>Searches made of <see cref="IVectorIndex.Search"/>: everything within a distance, one after the other, many at once.</summary>
public static class VectorIndexExtensions
{
    private const int FirstPage = 64;

    /// <summary>Finds everything within a distance of a query.</summary>
    /// <param name="index">The index.</param>
    /// <param name="query">Shape [Dimensions].</param>
    /// <param name="distance">The largest distance wanted, in the units of the index's metric.</param>
    /// <param name="most">The most neighbours to give, 1 to 65,536, by default 10,000.</param>
    /// <param name="filter">Which keys may be found; null means all.</param>
    /// <returns>The neighbours, nearest first; as approximate as the index is.</returns>
    /// <exception cref="InvalidVectorException">The query cannot be searched for.</exception>
    public static Neighbor[] SearchWithin(
        this IVectorIndex index, ReadOnlySpan<float> query, float distance, int most = 10_000, VectorFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, HnswOptions.MaxWidth);
        for (int wanted = Math.Min(FirstPage, most); ; wanted = Math.Min(most, wanted * 4))
        {
            var nearest = new Neighbor[wanted];
            int found = index.Search(query, nearest, new() { Filter = filter });
            if (found < wanted || wanted == most || nearest[found - 1].Distance > distance)
            {
                int within = 0;
                while (within < found && nearest[within].Distance <= distance)
                {
                    within++;
                }

                return nearest[..within];
            }
        }
    }

    /// <summary>Gives the neighbours of a query one after the other, nearest first, for as long as they are asked for: the "next k".</summary>
    /// <param name="index">The index.</param>
    /// <param name="query">Shape [Dimensions].</param>
    /// <param name="filter">Which keys may be found; null means all.</param>
    /// <returns>Neighbours, each key once, up to 65,536. A later search goes four times as far, and skips what was given before.</returns>
    /// <exception cref="InvalidVectorException">The query cannot be searched for.</exception>
    public static IEnumerable<Neighbor> Enumerate(this IVectorIndex index, ReadOnlyMemory<float> query, VectorFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Pages(index, query, filter);
    }

    /// <summary>Searches for many queries at once, on several threads.</summary>
    /// <param name="index">The index.</param>
    /// <param name="queries">Shape [n, Dimensions], row by row.</param>
    /// <param name="k">The neighbours wanted of each, 1 or more.</param>
    /// <param name="nearest">Shape [n, k]; receives the neighbours of each query, nearest first.</param>
    /// <param name="counts">Shape [n]; receives how many neighbours each query has.</param>
    /// <param name="options">Effort and filter of each search.</param>
    /// <param name="threads">Threads to use, 1 or more; by default one a core.</param>
    /// <param name="cancellationToken">Stops between queries.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    /// <exception cref="AggregateException">A query cannot be searched for.</exception>
    public static void SearchMany(
        this IVectorIndex index,
        ReadOnlyMemory<float> queries,
        int k,
        Memory<Neighbor> nearest,
        Memory<int> counts,
        VectorSearchOptions options = default,
        int? threads = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        int dimensions = index.Dimensions;
        int count = queries.Length / dimensions;
        if (count * dimensions != queries.Length || nearest.Length != (long)count * k || counts.Length != count)
        {
            throw new ArgumentException(
                $"{queries.Length} floats are not whole queries of {dimensions}, or there is not room for {k} neighbours and a count of each "
                + $"({nearest.Length} and {counts.Length} given).",
                nameof(queries));
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, count, parallel, i =>
            counts.Span[i] = index.Search(queries.Span.Slice(i * dimensions, dimensions), nearest.Span.Slice(i * k, k), options));
    }

    private static IEnumerable<Neighbor> Pages(IVectorIndex index, ReadOnlyMemory<float> query, VectorFilter? filter)
    {
        var given = new HashSet<long>();
        for (int wanted = FirstPage; wanted <= HnswOptions.MaxWidth; wanted *= 4)
        {
            var nearest = new Neighbor[wanted];
            int found = index.Search(query.Span, nearest, new() { Filter = filter });
            for (int i = 0; i < found; i++)
            {
                if (given.Add(nearest[i].Key))
                {
                    yield return nearest[i];
                }
            }

            if (found < wanted)
            {
                yield break;
            }
        }
    }
}
