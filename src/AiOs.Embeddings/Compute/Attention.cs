namespace AiOs;

/// <summary>Multi-head attention of one text: every token looks at every token of its own text, and at no other.</summary>
internal static unsafe class Attention
{
    /// <summary>Reads queries, keys and values from the scratch and writes the heads' results side by side into Mixed.</summary>
    public static void Run(EncoderConfig config, EncoderScratch scratch, TextSpan text)
    {
        int headSize = config.HiddenSize / config.NumAttentionHeads;
        float* qkv = scratch.Qkv.Pointer + ((nint)text.Start * scratch.QkvStride);
        float* mixed = scratch.Mixed.Pointer + ((nint)text.Start * scratch.HiddenStride);
        for (int head = 0; head < config.NumAttentionHeads; head++)
        {
            float* query = qkv + (head * headSize);
            Head(scratch, text.Length, headSize, query, query + config.HiddenSize, query + (2 * config.HiddenSize));
            for (int i = 0; i < text.Length; i++)
            {
                new ReadOnlySpan<float>(scratch.Context.Pointer + ((nint)i * scratch.HeadStride), headSize)
                    .CopyTo(new Span<float>(mixed + ((nint)i * scratch.HiddenStride) + (head * headSize), headSize));
            }
        }
    }

    // Context = softmax(Q·Kᵀ)·V; the queries were scaled when the weights were packed.
    private static void Head(EncoderScratch scratch, int length, int headSize, float* query, float* key, float* value)
    {
        int columns = LinearLayer.RoundUp(length);
        PackKeys(scratch, length, headSize, key);
        PackValues(scratch, length, headSize, value);
        float* scores = scratch.Scores.Pointer;
        Gemm.Multiply(query, scratch.QkvStride, scratch.Keys.Pointer, scratch.Zeros.Pointer, scores, columns, length, columns, headSize);
        for (int i = 0; i < length; i++)
        {
            Activations.Softmax(new Span<float>(scores + ((nint)i * columns), columns), length);
        }

        Gemm.Multiply(
            scores, columns, scratch.Values.Pointer, scratch.Zeros.Pointer, scratch.Context.Pointer, scratch.HeadStride,
            length, scratch.HeadStride, length);
    }

    // Panels of 16 tokens: for each component of a key, the 16 tokens' side by side.
    private static void PackKeys(EncoderScratch scratch, int length, int headSize, float* key)
    {
        float* target = scratch.Keys.Pointer;
        for (int first = 0; first < length; first += LinearLayer.PanelWidth, target += LinearLayer.PanelWidth * headSize)
        {
            int count = Math.Min(LinearLayer.PanelWidth, length - first);
            if (count < LinearLayer.PanelWidth)
            {
                new Span<float>(target, LinearLayer.PanelWidth * headSize).Clear();
            }

            for (int lane = 0; lane < count; lane++, key += scratch.QkvStride)
            {
                float* to = target + lane;
                for (int i = 0; i < headSize; i++, to += LinearLayer.PanelWidth)
                {
                    *to = key[i];
                }
            }
        }
    }

    // Panels of 16 components: for each token, 16 components of its value side by side.
    private static void PackValues(EncoderScratch scratch, int length, int headSize, float* value)
    {
        float* target = scratch.Values.Pointer;
        for (int first = 0; first < headSize; first += LinearLayer.PanelWidth)
        {
            int count = Math.Min(LinearLayer.PanelWidth, headSize - first);
            for (int token = 0; token < length; token++, target += LinearLayer.PanelWidth)
            {
                var lanes = new Span<float>(target, LinearLayer.PanelWidth);
                new ReadOnlySpan<float>(value + ((nint)token * scratch.QkvStride) + first, count).CopyTo(lanes);
                lanes[count..].Clear();
            }
        }
    }
}
