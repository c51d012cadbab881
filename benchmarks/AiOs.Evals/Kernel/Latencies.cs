namespace AiOs;

/// <summary>Latencies drawn from a lognormal distribution with a mean of one second: the same for the same agent and call.</summary>
internal sealed class Latencies(int seed, double sigma)
{
    public TimeSpan Of(long agent, int call)
    {
        var random = new Random(HashCode(seed, agent, call));
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return TimeSpan.FromSeconds(Math.Exp((sigma * normal) - (sigma * sigma / 2)));
    }

    // Not HashCode.Combine, which differs from run to run.
    private static int HashCode(long a, long b, long c) => unchecked((int)((((a * 1_000_003) + b) * 998_244_353) + (c * 2_654_435_761)));
}
