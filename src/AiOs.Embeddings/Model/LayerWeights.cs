namespace AiOs;

/// <summary>The weights of one encoder layer.</summary>
/// <param name="QueryKeyValue">Queries, keys and values in one matrix, the queries already divided by the root of the head's size.</param>
/// <param name="Attention">What follows attention.</param>
/// <param name="AttentionScale">Layer norm after attention.</param>
/// <param name="AttentionShift">Layer norm after attention.</param>
/// <param name="Widen">The first half of the feed-forward network.</param>
/// <param name="Narrow">The second half.</param>
/// <param name="OutputScale">Layer norm at the end.</param>
/// <param name="OutputShift">Layer norm at the end.</param>
internal sealed record LayerWeights(
    LinearLayer QueryKeyValue,
    LinearLayer Attention,
    float[] AttentionScale,
    float[] AttentionShift,
    LinearLayer Widen,
    LinearLayer Narrow,
    float[] OutputScale,
    float[] OutputShift);
