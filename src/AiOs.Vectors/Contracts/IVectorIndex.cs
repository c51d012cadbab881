namespace AiOs;

/// <summary>Finds the stored vectors nearest to a query vector.</summary>
/// <remarks>
/// <para>Shapes: every vector is one row of <see cref="Dimensions"/> 32-bit floats, all of them finite.</para>
/// <para>Units: distances are those of <see cref="Metric"/>; smaller is nearer, equal distances go by smaller key.</para>
/// <para>Threads: searches may run together and beside one writer, without a lock; writers wait for each other.</para>
/// <para>Errors: a member that throws has changed nothing.</para>
/// </remarks>
public interface IVectorIndex
{
    /// <summary>Gets the length of every vector in this index.</summary>
    int Dimensions { get; }

    /// <summary>Gets what distances mean.</summary>
    VectorMetric Metric { get; }

    /// <summary>Gets the number of vectors stored.</summary>
    int Count { get; }

    /// <summary>Tells whether a key is stored.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is.</returns>
    bool Contains(long key);

    /// <summary>Stores a copy of a vector under a new key.</summary>
    /// <param name="key">The caller's name for the vector; any 64-bit value, unique within the index.</param>
    /// <param name="vector">Shape [Dimensions]; every component finite; not zero under <see cref="VectorMetric.Cosine"/>.</param>
    /// <exception cref="InvalidVectorException">Wrong length, not finite, or zero under cosine.</exception>
    /// <exception cref="DuplicateVectorKeyException">The key is stored already.</exception>
    /// <exception cref="VectorCapacityException">The index holds as many vectors as it may.</exception>
    void Add(long key, ReadOnlySpan<float> vector);

    /// <summary>Stores a copy of a vector under a key, in place of the one stored there, if any.</summary>
    /// <param name="key">The caller's name for the vector.</param>
    /// <param name="vector">As for <see cref="Add"/>.</param>
    /// <returns>Whether a vector was replaced; false when the key is new.</returns>
    /// <exception cref="InvalidVectorException">Wrong length, not finite, or zero under cosine.</exception>
    /// <exception cref="VectorCapacityException">The key is new and the index is full.</exception>
    bool Upsert(long key, ReadOnlySpan<float> vector);

    /// <summary>Replaces the vector of a stored key.</summary>
    /// <param name="key">A stored key.</param>
    /// <param name="vector">As for <see cref="Add"/>.</param>
    /// <exception cref="InvalidVectorException">Wrong length, not finite, or zero under cosine.</exception>
    /// <exception cref="UnknownVectorKeyException">The key is not stored.</exception>
    void Update(long key, ReadOnlySpan<float> vector);

    /// <summary>Removes a vector.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether the key was stored.</returns>
    bool Remove(long key);

    /// <summary>Copies a stored vector out.</summary>
    /// <param name="key">The key.</param>
    /// <param name="vector">Shape [Dimensions]; receives the vector, of unit length under <see cref="VectorMetric.Cosine"/>.</param>
    /// <returns>Whether the key is stored; if not, what <paramref name="vector"/> holds is undefined.</returns>
    /// <exception cref="InvalidVectorException">The span has the wrong length.</exception>
    bool TryGet(long key, Span<float> vector);

    /// <summary>Writes the nearest neighbours, nearest first; equal distances go by smaller key.</summary>
    /// <param name="query">Shape [Dimensions]; as for <see cref="Add"/>.</param>
    /// <param name="nearest">Receives the neighbours; its length is the number wanted, k, 1 or more.</param>
    /// <param name="options">Effort and filter; the default means the index's own effort and no filter.</param>
    /// <returns>How many were written: k, or as many as are stored and pass the filter when those are fewer.</returns>
    /// <exception cref="InvalidVectorException">Wrong length, not finite, or zero under cosine.</exception>
    /// <exception cref="ArgumentException">k is 0, or the effort is given and below k.</exception>
    int Search(ReadOnlySpan<float> query, Span<Neighbor> nearest, VectorSearchOptions options = default);
}
