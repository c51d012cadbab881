namespace AiOs;

/// <summary>A linear layer, y = x·Wᵀ + b, whose weights are packed in the order in which its kernel reads them.</summary>
/// <remarks>
/// Outputs go in panels of 16, padded to whole panels with zeros, so that a kernel never has to look where the matrix ends.
/// </remarks>
internal abstract class LinearLayer(int outputs, int inputs)
{
    public const int PanelWidth = 16;

    public int Outputs { get; } = outputs;

    public int Inputs { get; } = inputs;

    public int PaddedOutputs { get; } = RoundUp(outputs);

    public static int RoundUp(int size) => (size + PanelWidth - 1) / PanelWidth * PanelWidth;

    /// <summary>Stores rows of W and their bias, scaled, from a given output on.</summary>
    /// <param name="weights">Shape [rows, <see cref="Inputs"/>].</param>
    /// <param name="bias">Shape [rows].</param>
    /// <param name="firstOutput">Which output the first row is.</param>
    /// <param name="scale">What weights and bias are multiplied with.</param>
    public abstract void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int firstOutput, float scale);

    /// <summary>Applies the layer to rows.</summary>
    /// <param name="input">Shape [rows, inputStride], readable up to a whole tile of rows.</param>
    /// <param name="inputStride">From one row to the next; at least <see cref="Inputs"/>.</param>
    /// <param name="output">Shape [rows, outputStride], writable up to a whole tile of rows.</param>
    /// <param name="outputStride">From one row to the next; at least <see cref="PaddedOutputs"/>.</param>
    /// <param name="rows">How many rows count.</param>
    /// <param name="codes">Room for the input's codes, where the layer needs it.</param>
    public abstract void Run(Pinned<float> input, int inputStride, Pinned<float> output, int outputStride, int rows, RowCodes codes);
}
