using System.Numerics.Tensors;

namespace AiOs;

/// <summary>A linear layer with weights of 8 bits: w ≈ code·step, with a step of its own for each output.</summary>
/// <remarks>
/// <para>Panel p holds outputs 16p to 16p+15: for each four inputs in turn, the four codes of each output side by side, because the
/// processor multiplies and adds four at a time.</para>
/// <para>Sums are of integers, so they are exact, in any order and on any machine. Inputs are <see cref="RowCodes"/>:
/// Σ x·w ≈ steps·Σ codes·codes + least·Σ w. Source: Jacob et al., arXiv:1712.05877; a scale for each row and output as in Dettmers et al.,
/// arXiv:2208.07339.</para>
/// </remarks>
internal sealed unsafe class QuantizedMatrix : LinearLayer
{
    public const int Group = 4;
    private const int Largest = 127;
    private readonly Pinned<sbyte> _panels;
    private readonly Pinned<float> _steps;
    private readonly Pinned<float> _sums;
    private readonly Pinned<float> _bias;

    /// <summary>Creates a layer whose weights are stored later, all of them.</summary>
    public QuantizedMatrix(int outputs, int inputs)
        : base(outputs, inputs)
    {
        Depth = (inputs + Group - 1) / Group * Group;
        _panels = new Pinned<sbyte>(checked(PaddedOutputs * Depth), zeroed: true);
        _steps = new Pinned<float>(PaddedOutputs, zeroed: true);
        _sums = new Pinned<float>(PaddedOutputs, zeroed: true);
        _bias = new Pinned<float>(PaddedOutputs, zeroed: true);
    }

    /// <summary>Gets the inputs, rounded up to whole groups of four.</summary>
    public int Depth { get; }

    public override void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int firstOutput, float scale)
    {
        for (int row = 0; row < bias.Length; row++)
        {
            int output = firstOutput + row;
            ReadOnlySpan<float> source = weights.Slice(row * Inputs, Inputs);
            float step = Math.Abs(TensorPrimitives.MaxMagnitude(source)) / Largest;
            float inverse = step > 0 ? 1 / step : 0;
            Span<sbyte> panel = _panels.Span.Slice(output / PanelWidth * PanelWidth * Depth, PanelWidth * Depth);
            int sum = 0;
            for (int i = 0; i < source.Length; i++)
            {
                int code = (int)MathF.Round(source[i] * inverse);
                panel[(i / Group * Group * PanelWidth) + (output % PanelWidth * Group) + (i % Group)] = (sbyte)code;
                sum += code;
            }

            _steps.Span[output] = step * scale;
            _sums.Span[output] = step * scale * sum;
            _bias.Span[output] = bias[row] * scale;
        }
    }

    public override void Run(Pinned<float> input, int inputStride, Pinned<float> output, int outputStride, int rows, RowCodes codes)
    {
        codes.Reserve(rows, Depth);
        for (int row = 0; row < rows; row++)
        {
            codes.Encode(input.Span.Slice(row * inputStride, Inputs), row, Depth);
        }

        for (int column = 0; column < PaddedOutputs; column += PanelWidth)
        {
            for (int row = 0; row < rows; row += Gemm.TileRows)
            {
                float* to = output.Pointer + ((nint)row * outputStride) + column;
                ByteTile.Multiply(codes.Codes + ((nint)row * Depth), Depth, _panels.Pointer + ((nint)column * Depth), (int*)to, outputStride);
                Finish(to, outputStride, codes, row, Math.Min(rows - row, Gemm.TileRows), column);
            }
        }

        GC.KeepAlive(this);
        GC.KeepAlive(codes);
    }

    // Turns the exact sums into numbers, in place.
    private void Finish(float* to, nint stride, RowCodes codes, int firstRow, int rows, int column)
    {
        for (int row = 0; row < rows; row++, to += stride)
        {
            ByteTile.Finish(
                to, codes.Steps[firstRow + row], codes.Leasts[firstRow + row], _steps.Pointer + column, _sums.Pointer + column, _bias.Pointer + column);
        }
    }
}
