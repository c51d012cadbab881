namespace AiOs;

/// <summary>What the distance between two vectors means. Smaller is nearer under each.</summary>
public enum VectorMetric
{
    /// <summary>The sum of squared differences: 0 or more. Ranks as the Euclidean distance does.</summary>
    SquaredEuclidean = 0,

    /// <summary>The negated inner product: any value. Not a distance in the mathematical sense; a vector need not be nearest to itself.</summary>
    InnerProduct = 1,

    /// <summary>One minus the cosine of the angle: 0 to 2. Vectors are stored at unit length; a zero vector has no direction and is refused.</summary>
    Cosine = 2,
}
