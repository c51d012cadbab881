namespace AiOs;

/// <summary>A linear layer with weights of 32-bit floats.</summary>
/// <remarks>Panel p holds outputs 16p to 16p+15: for each input in turn, the 16 weights side by side.</remarks>
internal sealed unsafe class PackedMatrix : LinearLayer
{
    /// <summary>Creates a layer whose weights are stored later, all of them.</summary>
    public PackedMatrix(int outputs, int inputs)
        : base(outputs, inputs)
    {
        Panels = new Pinned<float>(checked(PaddedOutputs * inputs), zeroed: PaddedOutputs != outputs);
        Bias = new Pinned<float>(PaddedOutputs, zeroed: true);
    }

    public Pinned<float> Panels { get; }

    public Pinned<float> Bias { get; }

    public override void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int firstOutput, float scale)
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

    public override void Run(Pinned<float> input, int inputStride, Pinned<float> output, int outputStride, int rows, RowCodes codes)
    {
        Gemm.Multiply(
            input.Pointer, inputStride, Panels.Pointer, Bias.Pointer, output.Pointer, outputStride, rows, PaddedOutputs, Inputs);
        GC.KeepAlive(this);
    }
}
