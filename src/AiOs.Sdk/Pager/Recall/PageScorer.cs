namespace AiOs;

/// <summary>What a word adds to a page: BM25 against the average length of a store's pages.</summary>
internal readonly struct PageScorer(RecallStore store)
{
    public const float K1 = 0.8f;
    public const float B = 0.5f;
    private readonly float _scale = 1 / store.AverageLength;

    public ushort LengthOf(int page) => store.Lengths[page];

    /// <summary>Gives the worth of a count on a page of a length; of bounds, the most that anything within them is worth.</summary>
    public float Saturate(int occurrences, ushort length) => Bm25.Saturate(occurrences, length * _scale, K1, B);
}
