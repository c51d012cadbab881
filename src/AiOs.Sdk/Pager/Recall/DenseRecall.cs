namespace AiOs;

/// <summary>The vectors of pages, by the first 64 bits of their ids.</summary>
/// <remarks>Threads: searches run beside one writer.</remarks>
internal sealed class DenseRecall
{
    private const int Nearest = 256; // Beyond these a page is no nearer than any other.
    private HnswIndex? _vectors;

    public int Count => _vectors?.Count ?? 0;

    public bool Contains(PageId id) => _vectors?.Contains(KeyOf(id)) == true;

    /// <summary>Keeps a page's vector. One of nothing but zeros has no direction, and is passed over.</summary>
    public void Set(PageId id, ReadOnlySpan<float> vector)
    {
        if (vector.ContainsAnyExcept(0f))
        {
            _vectors ??= new HnswIndex(vector.Length, new HnswOptions { Metric = VectorMetric.Cosine });
            _vectors.Upsert(KeyOf(id), vector);
        }
    }

    /// <summary>Finds the pages of an index whose vectors are nearest, nearest first.</summary>
    /// <param name="question">The question's vector.</param>
    /// <param name="store">The index; pages that are not in it take no part.</param>
    /// <param name="isWhole">Whether the index has every page that has a vector.</param>
    public List<DensePage> Find(ReadOnlySpan<float> question, RecallStore store, bool isWhole)
    {
        var pages = new List<DensePage>();
        if (_vectors is not { Count: > 0 } vectors || !question.ContainsAnyExcept(0f))
        {
            return pages;
        }

        var nearest = new Neighbor[Math.Min(Nearest, vectors.Count)];
        var options = new VectorSearchOptions
        {
            SearchWidth = 2 * Nearest,
            Filter = isWhole ? null : VectorFilter.Where(key => FindPage(key, store) >= 0),
        };
        int found = vectors.Search(question, nearest, options);
        for (int i = 0; i < found; i++)
        {
            if (FindPage(nearest[i].Key, store) is >= 0 and var page)
            {
                pages.Add(new DensePage(page, nearest[found - 1].Distance - nearest[i].Distance));
            }
        }

        return pages;
    }

    public void Remove(IEnumerable<PageId> ids)
    {
        foreach (var id in ids)
        {
            _vectors?.Remove(KeyOf(id));
        }

        _vectors?.Compact(); // Erased vectors are overwritten, not only passed over.
    }

    private static long KeyOf(PageId id) => (long)id.LongPrefix;

    private static int FindPage(long key, RecallStore store)
    {
        var alike = new List<int>(1);
        store.Ids.FindPrefix((uint)(key >>> 32), alike);
        foreach (int page in alike)
        {
            if (KeyOf(store.Ids[page]) == key)
            {
                return page;
            }
        }

        return -1;
    }
}
