namespace AiOs;

/// <summary>The weights of a linear layer, y = x·Wᵀ + b, in the order in which the kernel reads them.</summary>
/// <remarks>
/// Shape: W is [Outputs, Inputs]. Panel p holds outputs 16p to 16p+15: for each input in turn, the 16 weights side by side.
/// Outputs are padded with zeros to whole panels, so a kernel never has to look where the matrix ends.
/// </remarks>
internal sealed class PackedMatrix
{
    public const int PanelWidth = 16;

    /// <summary>Creates a matrix of zeros.</summary>
    public PackedMatrix(int outputs, int inputs)
    {
        Outputs = outputs;
        Inputs = inputs;
        PaddedOutputs = RoundUp(outputs);
        Panels = new PinnedFloats(checked(PaddedOutputs * inputs), zeroed: PaddedOutputs != outputs);
        Bias = new PinnedFloats(PaddedOutputs, zeroed: true);
    }

    public int Outputs { get; }

    public int Inputs { get; }

    public int PaddedOutputs { get; }

    public PinnedFloats Panels { get; }

    public PinnedFloats Bias { get; }

    public static int RoundUp(int size) => (size + PanelWidth - 1) / PanelWidth * PanelWidth;

    /// <summary>Stores rows of W and their bias, scaled, from a given output on.</summary>
    public void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int firstOutput, float scale)
    {
        Span<float> panels = Panels.Span;
        for (int row = 0; row < bias.Length; row++)
        {
            int output = firstOutput + row;
            Bias.Span[output] = bias[row] * scale;
            int panel = output / PanelWidth;
            Span<float> target = panels.Slice(panel * PanelWidth * Inputs, PanelWidth * Inputs)[(output % PanelWidth)..];
            ReadOnlySpan<float> source = weights.Slice(row * Inputs, Inputs);
            for (int i = 0, at = 0; i < source.Length; i++, at += PanelWidth)
            {
                target[at] = source[i] * scale;
            }
        }
    }
}
