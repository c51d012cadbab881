using System.Buffers;
using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Takes vectors of half precision and of bytes, as some embedding models give them. They are widened to 32-bit floats first.</summary>
public static class VectorFormatExtensions
{
    /// <summary>Stores a copy of a vector under a key, in place of the one stored there, if any.</summary>
    /// <param name="index">The index.</param>
    /// <param name="key">The caller's name for the vector.</param>
    /// <param name="vector">Shape [Dimensions].</param>
    /// <returns>Whether a vector was replaced.</returns>
    /// <exception cref="InvalidVectorException">The vector cannot be stored.</exception>
    public static bool Upsert(this IVectorIndex index, long key, ReadOnlySpan<Half> vector)
    {
        ArgumentNullException.ThrowIfNull(index);
        float[] widened = Widen(vector);
        bool replaced = index.Upsert(key, widened.AsSpan(0, vector.Length));
        ArrayPool<float>.Shared.Return(widened);
        return replaced;
    }

    /// <inheritdoc cref="Upsert(IVectorIndex, long, ReadOnlySpan{Half})"/>
    public static bool Upsert(this IVectorIndex index, long key, ReadOnlySpan<sbyte> vector)
    {
        ArgumentNullException.ThrowIfNull(index);
        float[] widened = Widen(vector);
        bool replaced = index.Upsert(key, widened.AsSpan(0, vector.Length));
        ArrayPool<float>.Shared.Return(widened);
        return replaced;
    }

    /// <summary>Writes the nearest neighbours, nearest first.</summary>
    /// <param name="index">The index.</param>
    /// <param name="query">Shape [Dimensions].</param>
    /// <param name="nearest">Receives the neighbours.</param>
    /// <param name="options">Effort and filter.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidVectorException">The query cannot be searched for.</exception>
    public static int Search(this IVectorIndex index, ReadOnlySpan<Half> query, Span<Neighbor> nearest, VectorSearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        float[] widened = Widen(query);
        int found = index.Search(widened.AsSpan(0, query.Length), nearest, options);
        ArrayPool<float>.Shared.Return(widened);
        return found;
    }

    /// <inheritdoc cref="Search(IVectorIndex, ReadOnlySpan{Half}, Span{Neighbor}, VectorSearchOptions)"/>
    public static int Search(this IVectorIndex index, ReadOnlySpan<sbyte> query, Span<Neighbor> nearest, VectorSearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        float[] widened = Widen(query);
        int found = index.Search(widened.AsSpan(0, query.Length), nearest, options);
        ArrayPool<float>.Shared.Return(widened);
        return found;
    }

    // What is rented and not given back when a vector is refused goes to the garbage collector.
    private static float[] Widen(ReadOnlySpan<Half> vector)
    {
        float[] widened = ArrayPool<float>.Shared.Rent(Math.Max(1, vector.Length));
        TensorPrimitives.ConvertToSingle(vector, widened);
        return widened;
    }

    private static float[] Widen(ReadOnlySpan<sbyte> vector)
    {
        float[] widened = ArrayPool<float>.Shared.Rent(Math.Max(1, vector.Length));
        TensorPrimitives.ConvertChecked<sbyte, float>(vector, widened);
        return widened;
    }
}
