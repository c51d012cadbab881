using System.Globalization;

namespace AiOs;

/// <summary>Compares the matrix products with loops too simple to be wrong, for every shape that a tile can end in.</summary>
internal static unsafe class KernelCheck
{
    private static readonly int[] Rows = [1, 2, 5, 6, 7, 11, 12, 13, 18, 24, 25, 37];
    private static readonly int[] Columns = [1, 15, 16, 17, 32, 33, 48, 64];
    private static readonly int[] Depths = [1, 3, 4, 5, 31, 32, 191, 192, 193, 385];

    /// <summary>Gets the first difference, or null.</summary>
    public static string? Run()
    {
        foreach (int rows in Rows)
        {
            foreach (int columns in Columns)
            {
                foreach (int depth in Depths)
                {
                    string? wrong = Floats(rows, columns, depth) ?? Bytes(rows, columns, depth);
                    if (wrong is not null)
                    {
                        return string.Create(CultureInfo.InvariantCulture, $"{rows} x {depth} x {columns}: {wrong}");
                    }
                }
            }
        }

        return null;
    }

    private static string? Floats(int rows, int columns, int depth)
    {
        var random = Numbers(rows + columns + depth);
        float[] weights = Draw(random, columns * depth);
        float[] bias = Draw(random, columns);
        var layer = new PackedMatrix(columns, depth);
        layer.Store(weights, bias, 0, 2);
        Pinned<float> input = Input(random, rows, depth);
        var output = new Pinned<float>(Gemm.PadRows(rows) * layer.PaddedOutputs, zeroed: true);
        layer.Run(input, depth, output, layer.PaddedOutputs, rows, new RowCodes());
        return Compare(rows, columns, (row, column) =>
        {
            double sum = 2 * bias[column];
            for (int k = 0; k < depth; k++)
            {
                sum += 2.0 * input.Span[(row * depth) + k] * weights[(column * depth) + k];
            }

            return (output.Span[(row * layer.PaddedOutputs) + column], sum, 1e-5 * (depth + 1));
        });
    }

    // The 8-bit product is compared with the same sum of rounded numbers, so that only the arithmetic, not the rounding, is judged.
    private static string? Bytes(int rows, int columns, int depth)
    {
        var random = Numbers(rows * columns * depth);
        float[] weights = Draw(random, columns * depth);
        float[] bias = Draw(random, columns);
        var layer = new QuantizedMatrix(columns, depth);
        layer.Store(weights, bias, 0, 1);
        Pinned<float> input = Input(random, rows, depth);
        var output = new Pinned<float>((Gemm.PadRows(rows) + Gemm.TileRows) * layer.PaddedOutputs, zeroed: true);
        var codes = new RowCodes();
        layer.Run(input, depth, output, layer.PaddedOutputs, rows, codes);
        return Compare(rows, columns, (row, column) =>
        {
            ReadOnlySpan<float> w = weights.AsSpan(column * depth, depth);
            (sbyte[] rounded, float step) = Codes(w);
            double sum = bias[column];
            for (int k = 0; k < depth; k++)
            {
                double x = (codes.Codes[(row * layer.Depth) + k] * (double)codes.Steps[row]) + codes.Leasts[row];
                sum += x * rounded[k] * step;
            }

            return (output.Span[(row * layer.PaddedOutputs) + column], sum, 1e-4 * (depth + 1));
        });
    }

    private static (sbyte[] Codes, float Step) Codes(ReadOnlySpan<float> weights)
    {
        float step = Math.Max(weights.ToArray().Max(Math.Abs) / 127, CodeGroups.LargestSum(weights) / CodeGroups.MostOfOneSign);
        float inverse = 1 / step;
        sbyte[] codes = new sbyte[(weights.Length + 15) / 16 * 16];
        for (int i = 0; i < weights.Length; i++)
        {
            codes[i] = (sbyte)MathF.Round(weights[i] * inverse);
        }

        CodeGroups.Fit(codes);
        return (codes, step);
    }

    private static string? Compare(int rows, int columns, Func<int, int, (float Actual, double Expected, double Tolerance)> at)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                (float actual, double expected, double tolerance) = at(row, column);
                if (!(Math.Abs(actual - expected) <= tolerance))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"[{row}, {column}] is {actual}, not {expected}");
                }
            }
        }

        return null;
    }

    private static Random Numbers(int seed) => new(seed);

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];

    private static Pinned<float> Input(Random random, int rows, int depth)
    {
        var input = new Pinned<float>(Gemm.PadRows(rows) * depth, zeroed: true);
        Draw(random, rows * depth).CopyTo(input.Span);
        return input;
    }
}
