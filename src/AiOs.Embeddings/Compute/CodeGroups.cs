namespace AiOs;

/// <summary>Keeps an output's weights so small that a kernel may add the products of 16 inputs in 16 bits.</summary>
/// <remarks>
/// <para>A kernel multiplies inputs in pairs and adds the pairs of four steps: inputs 0, 1, 4, 5, 8, 9, 12 and 13 of each 16, and the other eight.
/// No sum of some of their products leaves 16 bits when the positive weights of such a set add up to at most
/// <see cref="MostOfOneSign"/>, and the negative ones too: 181·181 is just below 32,768.</para>
/// <para>Weights of a trained layer are many small and few large ones, so an output's step is mostly still set by its largest weight or little
/// larger. That the inputs' codes then go to 181 instead of 127 gains more than the weights lose.</para>
/// </remarks>
internal static class CodeGroups
{
    /// <summary>How many inputs make a group.</summary>
    public const int Inputs = 16;

    /// <summary>The most that weights of one sign in one set may add up to.</summary>
    public const int MostOfOneSign = short.MaxValue / RowCodes.Largest;

    /// <summary>Gets the largest sum of weights of one sign in one set.</summary>
    public static float LargestSum(ReadOnlySpan<float> weights)
    {
        float largest = 0;
        for (int group = 0; group < weights.Length; group += Inputs)
        {
            ReadOnlySpan<float> inputs = weights.Slice(group, Math.Min(Inputs, weights.Length - group));
            float sum0 = 0;
            float sum1 = 0;
            float size0 = 0;
            float size1 = 0;
            for (int i = 0; i < inputs.Length; i++)
            {
                float weight = inputs[i];
                if ((i & 2) == 0)
                {
                    sum0 += weight;
                    size0 += Math.Abs(weight);
                }
                else
                {
                    sum1 += weight;
                    size1 += Math.Abs(weight);
                }
            }

            // All sizes and all weights together are twice the positive ones, or with the other sign twice the negative ones.
            largest = Math.Max(largest, Math.Max(size0 + Math.Abs(sum0), size1 + Math.Abs(sum1)) / 2);
        }

        return largest;
    }

    /// <summary>Takes from an output's codes what rounding made too much of them.</summary>
    /// <param name="codes">Codes from -127 to 127, a whole number of groups.</param>
    public static void Fit(Span<sbyte> codes)
    {
        for (int group = 0; group < codes.Length; group += Inputs)
        {
            Span<sbyte> inputs = codes.Slice(group, Inputs);
            for (int first = 0; first < 4; first += 2)
            {
                Fit(inputs, first, 1);
                Fit(inputs, first, -1);
            }
        }
    }

    private static void Fit(Span<sbyte> inputs, int first, int sign)
    {
        int sum = 0;
        for (int i = first; i < Inputs; i += 4)
        {
            sum += Math.Max(inputs[i] * sign, 0) + Math.Max(inputs[i + 1] * sign, 0);
        }

        for (int excess = sum - MostOfOneSign; excess > 0;)
        {
            for (int i = first; i < Inputs && excess > 0; i += i % 2 == 0 ? 1 : 3)
            {
                if (inputs[i] * sign > 0)
                {
                    inputs[i] -= (sbyte)sign;
                    excess--;
                }
            }
        }
    }
}
