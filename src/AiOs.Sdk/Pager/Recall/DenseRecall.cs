namespace AiOs;

/// <summary>The vectors of pages, by the first 64 bits of their ids.</summary>
/// <remarks>Threads: searches run beside one writer.</remarks>
/// <param name="kept">Where the vectors are kept between openings; null for nowhere.</param>
internal sealed class DenseRecall(KeptVectors? kept = null) : IDisposable
{
    private const int Nearest = 256; // Beyond these a page is no nearer than any other.
    private const int MinNewVectors = 8_192; // Since the last snapshot; opening puts so many into the graph again, in about a second.
    private const double MinNewShare = 0.1; // What is written stays a fixed multiple of what is added.
    private static readonly HnswOptions Options = new() { Metric = VectorMetric.Cosine };
    private volatile IVectorIndex? _vectors;
    private int _new;

    public int Count => _vectors?.Count ?? 0;

    /// <summary>Opens what is kept.</summary>
    public void Open() => _vectors = kept?.Open();

    public bool Contains(PageId id) => _vectors?.Contains(KeyOf(id)) == true;

    /// <summary>Keeps a page's vector. One of nothing but zeros has no direction, and is passed over.</summary>
    public void Set(PageId id, ReadOnlySpan<float> vector)
    {
        if (!vector.ContainsAnyExcept(0f))
        {
            return;
        }

        if (_vectors is DurableVectorIndex other && other.Dimensions != vector.Length)
        {
            other.Dispose(); // The model is another under the same name: its vectors cannot be compared with these.
            kept!.Delete();
            _vectors = null;
        }

        var vectors = _vectors ??= (IVectorIndex?)kept?.Create(vector.Length) ?? new HnswIndex(vector.Length, Options);
        vectors.Upsert(KeyOf(id), vector);
        if (vectors is DurableVectorIndex durable && ++_new >= Math.Max(MinNewVectors, MinNewShare * durable.Count))
        {
            Save(durable);
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

    public void Remove(IEnumerable<PageId> ids) => Remove(ids.Select(KeyOf));

    /// <summary>Drops the vectors of pages that an index does not have: they were kept, and the pages erased before the vectors could be.</summary>
    public void KeepOnly(RecallStore store)
    {
        if (_vectors is DurableVectorIndex durable)
        {
            Remove(durable.GetKeys().Where(key => FindPage(key, store) < 0));
        }
    }

    /// <summary>Writes what is new, where vectors are kept. Searches still work.</summary>
    public void Dispose()
    {
        if (_vectors is DurableVectorIndex durable)
        {
            if (_new > 0)
            {
                Save(durable);
            }

            durable.Dispose();
        }
    }

    private void Remove(IEnumerable<long> keys)
    {
        bool isAny = false;
        foreach (long key in keys)
        {
            isAny |= _vectors?.Remove(key) == true;
        }

        // Erased vectors are overwritten, not only passed over; on disk they go with the older snapshot and its log.
        if (isAny && _vectors is DurableVectorIndex durable)
        {
            durable.Compact();
            _new = 0;
        }
        else if (isAny)
        {
            ((HnswIndex)_vectors!).Compact();
        }
    }

    private void Save(DurableVectorIndex durable)
    {
        durable.Checkpoint();
        _new = 0;
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
