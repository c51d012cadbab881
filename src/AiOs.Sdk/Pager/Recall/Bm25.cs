namespace AiOs;

/// <summary>The BM25 ranking function.</summary>
/// <remarks>Source: Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009; the never negative idf of Lucene.</remarks>
internal static class Bm25
{
    public static float Idf(int occurring, int total) => MathF.Log(1 + ((Math.Max(total, occurring) - occurring + 0.5f) / (occurring + 0.5f)));

    /// <summary>Weighs a count against the length of what it was counted in.</summary>
    public static float Saturate(int count, float lengthRatio, float k1, float b) =>
        count * (k1 + 1) / (count + (k1 * (1 - b + (b * lengthRatio))));
}
