using System.Numerics.Tensors;

namespace AiOs;

/// <summary>One forward pass: the tokens of a few texts, end to end and without padding, through all layers.</summary>
/// <remarks>Source: Vaswani et al., arXiv:1706.03762; Devlin et al., arXiv:1810.04805 (layer norm after each residual).</remarks>
internal static class EncoderPass
{
    /// <summary>Leaves the last layer's vectors in the scratch's <see cref="EncoderScratch.Hidden"/>.</summary>
    public static void Run(EncoderWeights weights, EncoderScratch scratch, CancellationToken cancellationToken)
    {
        int rows = scratch.Tokens.Count;
        Embed(weights, scratch);
        foreach (LayerWeights layer in weights.Layers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            layer.QueryKeyValue.Run(scratch.Hidden, scratch.HiddenStride, scratch.Qkv, scratch.QkvStride, rows, scratch.Codes);
            foreach (TextSpan text in scratch.Texts)
            {
                Attention.Run(weights.Config, scratch, text);
            }

            // Attention left its result in Mixed; Inner has room for it after the product.
            layer.Attention.Run(scratch.Mixed, scratch.HiddenStride, scratch.Inner, scratch.HiddenStride, rows, scratch.Codes);
            AddNorm(weights.Config, scratch, scratch.Inner, layer.AttentionScale, layer.AttentionShift, rows);
            layer.Widen.Run(scratch.Hidden, scratch.HiddenStride, scratch.Inner, scratch.InnerStride, rows, scratch.Codes);
            Activate(weights.Config.HiddenAct, scratch.Inner.Span[..(rows * scratch.InnerStride)]);
            layer.Narrow.Run(scratch.Inner, scratch.InnerStride, scratch.Mixed, scratch.HiddenStride, rows, scratch.Codes);
            AddNorm(weights.Config, scratch, scratch.Mixed, layer.OutputScale, layer.OutputShift, rows);
        }
    }

    private static void Embed(EncoderWeights weights, EncoderScratch scratch)
    {
        int hidden = weights.Config.HiddenSize;
        ReadOnlySpan<int> ids = scratch.Tokens.Ids;
        foreach (TextSpan text in scratch.Texts)
        {
            for (int i = 0; i < text.Length; i++)
            {
                Span<float> row = scratch.Hidden.Span.Slice((text.Start + i) * scratch.HiddenStride, hidden);
                weights.Words.CopyRow(ids[text.Start + i], row);
                LayerNorm.AddNorm(
                    row, weights.Positions.AsSpan(i * hidden, hidden), weights.EmbeddingScale, weights.EmbeddingShift, weights.Config.LayerNormEps);
            }
        }
    }

    // Hidden = norm(change + Hidden).
    private static void AddNorm(
        EncoderConfig config, EncoderScratch scratch, Pinned<float> change, float[] scale, float[] shift, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            int start = row * scratch.HiddenStride;
            LayerNorm.AddNorm(
                scratch.Hidden.Span.Slice(start, config.HiddenSize), change.Span.Slice(start, config.HiddenSize), scale, shift, config.LayerNormEps);
        }
    }

    private static void Activate(string name, Span<float> values)
    {
        switch (name)
        {
            case "gelu":
                Activations.Gelu(values);
                break;
            case "relu":
                Activations.Relu(values);
                break;
            default:
                Activations.GeluTanh(values);
                break;
        }
    }

    /// <summary>Makes one vector of a text's token vectors.</summary>
    public static void Pool(EncoderScratch scratch, TextSpan text, SentencePooling pooling, bool normalize, Span<float> vector)
    {
        ReadOnlySpan<float> hidden = scratch.Hidden.Span[(text.Start * scratch.HiddenStride)..];
        hidden[..vector.Length].CopyTo(vector);
        if (pooling == SentencePooling.Mean)
        {
            for (int i = 1; i < text.Length; i++)
            {
                TensorPrimitives.Add(vector, hidden.Slice(i * scratch.HiddenStride, vector.Length), vector);
            }

            TensorPrimitives.Multiply(vector, 1f / text.Length, vector);
        }

        float norm = TensorPrimitives.Norm<float>(vector);
        if (normalize && norm > 0)
        {
            TensorPrimitives.Multiply(vector, 1 / norm, vector);
        }
    }
}
