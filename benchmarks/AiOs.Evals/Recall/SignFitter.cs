using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Fits the weights of a sum of signs, so that answering pages come among the best few.</summary>
/// <remarks>
/// Minimises, over the answering pages of every question, log(1 + sum of exp(score of another - score of this) / 8): a softmax that forgives about
/// eight better pages, as a cut at ten does. Signs are brought to the same spread; weights are held small; Adam (Kingma and Ba, arXiv:1412.6980),
/// full batches, no randomness.
/// </remarks>
internal sealed class SignFitter
{
    private const int Hardest = 100; // Pages that do not answer, for each question: the best by the weights so far.
    private const float Forgiven = 8;
    private const float Shrinkage = 0.0003f;
    private readonly float[] _mean = new float[RecallSigns.Count];
    private readonly float[] _spread = new float[RecallSigns.Count];
    private readonly IReadOnlyList<FitQuestion> _questions;

    public SignFitter(IReadOnlyList<FitQuestion> questions)
    {
        _questions = questions;
        long rows = questions.Sum(static question => (long)question.Rows.Length / RecallSigns.Count);
        for (int sign = 0; sign < RecallSigns.Count; sign++)
        {
            double sum = 0;
            double squares = 0;
            foreach (var question in questions)
            {
                for (int at = sign; at < question.Rows.Length; at += RecallSigns.Count)
                {
                    sum += question.Rows[at];
                    squares += (double)question.Rows[at] * question.Rows[at];
                }
            }

            _mean[sign] = (float)(sum / rows);
            double variance = (squares / rows) - ((double)_mean[sign] * _mean[sign]);
            _spread[sign] = variance > 1e-8 ? (float)Math.Sqrt(variance) : float.PositiveInfinity; // A sign that never changes gets 0.
        }
    }

    /// <summary>Fits. The hardest pages are first those that rank best at first sight, so that the result does not hang on any weights before it.</summary>
    /// <returns>The weights.</returns>
    public float[] Fit()
    {
        float[] weights = new float[RecallSigns.Count];
        weights[RecallSigns.RankAtFirstSight] = 1;
        foreach (int steps in (int[])[120, 200])
        {
            float[] current = weights;
            var data = _questions.Select(question => Choose(question, current)).ToList();
            weights = Descend(data, steps);
        }

        return weights;
    }

    private FitQuestion Choose(FitQuestion question, float[] weights)
    {
        int rows = question.Rows.Length / RecallSigns.Count;
        ReadOnlySpan<float> RowAt(int row) => question.Rows.AsSpan(row * RecallSigns.Count, RecallSigns.Count);
        int[] chosen =
        [
            .. Enumerable.Range(0, question.Answering),
            .. Enumerable.Range(question.Answering, rows - question.Answering)
                .OrderByDescending(row => TensorPrimitives.Dot(RowAt(row), weights)).Take(Hardest),
        ];
        float[] standard = new float[chosen.Length * RecallSigns.Count];
        for (int i = 0; i < chosen.Length; i++)
        {
            var target = standard.AsSpan(i * RecallSigns.Count, RecallSigns.Count);
            TensorPrimitives.Subtract(RowAt(chosen[i]), _mean, target);
            TensorPrimitives.Divide(target, _spread, target);
        }

        return new FitQuestion(standard, question.Answering);
    }

    private float[] Descend(List<FitQuestion> data, int steps)
    {
        var (weights, gradient) = (new float[RecallSigns.Count], new float[RecallSigns.Count]);
        var (first, second) = (new float[RecallSigns.Count], new float[RecallSigns.Count]);
        for (int step = 1; step <= steps; step++)
        {
            gradient.AsSpan().Clear();
            foreach (var question in data)
            {
                AddGradient(question, weights, gradient);
            }

            float rate = step > steps * 2 / 3 ? 0.01f : 0.05f;
            for (int i = 0; i < weights.Length; i++)
            {
                float slope = (gradient[i] / data.Count) + (Shrinkage * weights[i]);
                first[i] = (0.9f * first[i]) + (0.1f * slope);
                second[i] = (0.99f * second[i]) + (0.01f * slope * slope);
                weights[i] -= rate * first[i] / (1 - MathF.Pow(0.9f, step)) / (MathF.Sqrt(second[i] / (1 - MathF.Pow(0.99f, step))) + 1e-6f);
            }
        }

        TensorPrimitives.Divide(weights, _spread, weights);
        return weights;
    }

    private static void AddGradient(FitQuestion question, float[] weights, float[] gradient)
    {
        int rows = question.Rows.Length / RecallSigns.Count;
        if (rows == question.Answering)
        {
            return;
        }

        float[] scores = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            scores[row] = TensorPrimitives.Dot(question.Rows.AsSpan(row * RecallSigns.Count, RecallSigns.Count), weights);
        }

        TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
        TensorPrimitives.Exp(scores, scores);
        float others = TensorPrimitives.Sum<float>(scores.AsSpan(question.Answering));
        float pull = 0;
        for (int row = 0; row < question.Answering; row++)
        {
            float odds = others / (Forgiven * Math.Max(1e-12f, scores[row]));
            float force = odds / (1 + odds) / question.Answering;
            pull += force;
            scores[row] = -force;
        }

        TensorPrimitives.Multiply(scores.AsSpan(question.Answering), pull / others, scores.AsSpan(question.Answering));
        for (int row = 0; row < rows; row++)
        {
            TensorPrimitives.MultiplyAdd(question.Rows.AsSpan(row * RecallSigns.Count, RecallSigns.Count), scores[row], gradient, gradient);
        }
    }
}
