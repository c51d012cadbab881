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
        Depth = (inputs + CodeGroups.Inputs - 1) / CodeGroups.Inputs * CodeGroups.Inputs;
        _panels = new Pinned<sbyte>(checked(PaddedOutputs * Depth), zeroed: true);
        _steps = new Pinned<float>(PaddedOutputs, zeroed: true);
        _sums = new Pinned<float>(PaddedOutputs, zeroed: true);
        _bias = new Pinned<float>(PaddedOutputs, zeroed: true);
    }

    /// <summary>Gets the inputs, rounded up to whole <see cref="CodeGroups"/>.</summary>
    public int Depth { get; }

    public override void Store(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int firstOutput, float scale)
    {
        Span<sbyte> codes = new sbyte[Depth];
        for (int row = 0; row < bias.Length; row++)
        {
            int output = firstOutput + row;
            ReadOnlySpan<float> source = weights.Slice(row * Inputs, Inputs);
            float step = Math.Max(
                Math.Abs(TensorPrimitives.MaxMagnitude(source)) / Largest, CodeGroups.LargestSum(source) / CodeGroups.MostOfOneSign);
            float inverse = step > 0 ? 1 / step : 0;
            for (int i = 0; i < source.Length; i++)
            {
                codes[i] = (sbyte)(int)MathF.Round(source[i] * inverse);
            }

            CodeGroups.Fit(codes);
            Span<sbyte> panel = _panels.Span.Slice(output / PanelWidth * PanelWidth * Depth, PanelWidth * Depth)[(output % PanelWidth * Group)..];
            int sum = 0;
            for (int i = 0; i < source.Length; i++)
            {
                panel[(i / Group * Group * PanelWidth) + (i % Group)] = codes[i];
                sum += codes[i];
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

        int column = 0;
        if (ByteTile512.IsSupported)
        {
            for (; column <= PaddedOutputs - (2 * PanelWidth); column += 2 * PanelWidth)
            {
                TwoPanels(codes, output.Pointer + column, outputStride, rows, column);
            }
        }

        for (; column < PaddedOutputs; column += PanelWidth)
        {
            OnePanel(codes, output.Pointer + column, outputStride, rows, column);
        }

        GC.KeepAlive(this);
        GC.KeepAlive(codes);
    }

    private void TwoPanels(RowCodes codes, float* to, nint stride, int rows, int column)
    {
        sbyte* left = _panels.Pointer + ((nint)column * Depth);
        sbyte* right = left + (PanelWidth * Depth);
        sbyte* next = right + (PanelWidth * Depth);
        for (int row = 0; row < rows; next += 4 * Depth)
        {
            byte* from = codes.Codes + ((nint)row * Depth);
            float* target = to + (row * stride);
            int count = rows - row > ByteTile512.NarrowRows ? ByteTile512.WideRows : ByteTile512.NarrowRows;
            if (count == ByteTile512.WideRows)
            {
                ByteTile512.Wide(from, Depth, left, right, next, (int*)target, stride);
            }
            else
            {
                ByteTile512.Narrow(from, Depth, left, right, next, (int*)target, stride);
            }

            int counting = Math.Min(rows - row, count);
            Finish(target, stride, codes, row, counting, column);
            Finish(target + PanelWidth, stride, codes, row, counting, column + PanelWidth);
            row += count;
        }
    }

    private void OnePanel(RowCodes codes, float* to, nint stride, int rows, int column)
    {
        sbyte* panel = _panels.Pointer + ((nint)column * Depth);
        for (int row = 0; row < rows; row += Gemm.TileRows)
        {
            float* target = to + (row * stride);
            ByteTile.Multiply(codes.Codes + ((nint)row * Depth), Depth, panel, (int*)target, stride);
            Finish(target, stride, codes, row, Math.Min(rows - row, Gemm.TileRows), column);
        }
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
