namespace AiOs;

/// <summary>Fits the weights of a <see cref="TextClassifier"/> by stochastic gradient descent, averaged over the second half.</summary>
/// <remarks>Source: Bottou, "Stochastic gradient descent tricks", 2012; averaging after Polyak and Juditsky, 1992.</remarks>
internal sealed class TextClassifierTrainer
{
    private readonly TextClassifierOptions _options;
    private readonly (int[] Places, bool IsPositive)[] _examples;
    private readonly double _positiveWeight; // Both kinds count alike, however many there are.
    private readonly double[] _weights;
    private double _bias;

    public TextClassifierTrainer(IReadOnlyList<LabelledText> examples, TextClassifierOptions options)
    {
        _options = options;
        _examples =
        [
            .. examples.Select(example => (TextGrams.PlacesOf(TextGrams.WordsOf(example.Text), options.WeightBits), example.IsPositive)),
        ];
        int positives = _examples.Count(static example => example.IsPositive);
        _positiveWeight = (double)(_examples.Length - positives) / positives;
        _weights = new double[1 << options.WeightBits];
    }

    public (float Bias, float[] Weights) Run(CancellationToken cancellationToken)
    {
        var random = new Random(_options.Seed);
        var order = Enumerable.Range(0, _examples.Length).ToArray();
        double[] sums = new double[_weights.Length];
        double biasSum = 0;
        int averaged = 0;
        long steps = (long)_options.Epochs * order.Length;
        long step = 0;
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            foreach (int index in order)
            {
                Step(_examples[index], _options.LearningRate * (1 - ((double)step++ / steps)));
            }

            if (epoch >= _options.Epochs / 2)
            {
                averaged++;
                biasSum += _bias;
                for (int i = 0; i < sums.Length; i++)
                {
                    sums[i] += _weights[i];
                }
            }
        }

        return ((float)(biasSum / averaged), [.. sums.Select(sum => (float)(sum / averaged))]);
    }

    private void Step((int[] Places, bool IsPositive) example, double rate)
    {
        double norm = Math.Sqrt(Math.Max(1, example.Places.Length));
        double z = _bias;
        foreach (int place in example.Places)
        {
            z += _weights[place] / norm;
        }

        double error = (1 / (1 + Math.Exp(-z))) - (example.IsPositive ? 1 : 0);
        double gradient = error * (example.IsPositive ? _positiveWeight : 1);
        _bias -= rate * gradient * 0.1;
        foreach (int place in example.Places)
        {
            _weights[place] -= rate * ((gradient / norm) + (_options.Penalty * _weights[place]));
        }
    }
}
