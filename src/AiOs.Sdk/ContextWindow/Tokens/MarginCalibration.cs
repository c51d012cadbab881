namespace AiOs;

/// <summary>Keeps the recent ratios of reported to counted tokens, and the margin that covers them all.</summary>
internal sealed class MarginCalibration
{
    private readonly Lock _gate = new();
    private readonly TokenEstimatorOptions _options;
    private readonly double[] _excesses; // A ring of the recent observations: reported / counted - 1.
    private long _observations;
    private double _margin;

    public MarginCalibration(TokenEstimatorOptions options)
    {
        _options = options;
        _excesses = new double[options.WindowObservations];
        _margin = Math.Max(options.InitialMargin, options.MinimumMargin);
    }

    public double Margin => Volatile.Read(ref _margin);

    public void Observe(long countedTokens, long reportedTokens)
    {
        // The division, the subtraction and whoever multiplies by the margin round; this much covers all three.
        const double Rounding = 1e-15;
        double ratio = (double)reportedTokens / countedTokens;
        double excess = (ratio * (1 + Rounding)) - 1 + Rounding;
        lock (_gate)
        {
            _excesses[(int)(_observations++ % _excesses.Length)] = excess;
            Volatile.Write(ref _margin, CoveringMargin());
        }
    }

    private double CoveringMargin()
    {
        var recent = _excesses.AsSpan(0, (int)Math.Min(_observations, _excesses.Length));
        double highest = recent[0];
        foreach (double excess in recent)
        {
            highest = Math.Max(highest, excess);
        }

        // A few observations say that the margin is too small, never that it is too large.
        double floor = _observations < _options.WarmUpObservations ? _options.InitialMargin : _options.MinimumMargin;
        return Math.Clamp(highest + _options.SafetyMargin, Math.Max(floor, _options.MinimumMargin), _options.MaximumMargin);
    }
}
