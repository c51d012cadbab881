using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Checks what comes in.</summary>
internal static class VectorInput
{
    /// <summary>The most dimensions an index may have.</summary>
    public const int MaxDimensions = 65_536;

    /// <summary>Above this, the squared distance of two vectors may overflow a float.</summary>
    private const float MaxSquaredLength = float.MaxValue / 8;

    /// <summary>Below this, squares have lost their precision to underflow.</summary>
    private const float MinSquaredLength = 1e-30f;

    public static int CheckDimensions(int dimensions)
    {
        if (dimensions is < 1 or > MaxDimensions)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimensions), dimensions, $"An index holds vectors of 1 to {MaxDimensions} dimensions, not {dimensions}.");
        }

        return dimensions;
    }

    /// <summary>Gives the squared length of a vector that may be stored or searched for.</summary>
    /// <exception cref="InvalidVectorException">It may not.</exception>
    public static float Check(ReadOnlySpan<float> vector, int dimensions, VectorMetric metric, string name)
    {
        if (vector.Length != dimensions)
        {
            throw InvalidVectorException.WrongLength(vector.Length, dimensions, name);
        }

        float squaredLength = TensorPrimitives.SumOfSquares(vector);
        if (!(squaredLength <= MaxSquaredLength)) // Also when it is not a number.
        {
            ThrowNotFinite(vector, name);
        }

        if (metric == VectorMetric.Cosine && squaredLength < MinSquaredLength)
        {
            throw InvalidVectorException.NoDirection(name);
        }

        return squaredLength;
    }

    private static void ThrowNotFinite(ReadOnlySpan<float> vector, string name)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
            {
                throw InvalidVectorException.NotFinite(i, vector[i], name);
            }
        }

        throw new InvalidVectorException(
            "The vector is so long that its squared length overflows a 32-bit float (above about 6.5e18). Scale the data down.", name);
    }

    /// <summary>Copies a vector into a padded row, at unit length under cosine.</summary>
    public static unsafe void Prepare(ReadOnlySpan<float> vector, float squaredLength, VectorMetric metric, float* row, int stride)
    {
        var padded = new Span<float>(row, stride);
        padded[vector.Length..].Clear();
        if (metric == VectorMetric.Cosine)
        {
            TensorPrimitives.Multiply(vector, 1 / MathF.Sqrt(squaredLength), padded);
        }
        else
        {
            vector.CopyTo(padded);
        }
    }
}
