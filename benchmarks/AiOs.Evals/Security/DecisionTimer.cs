using System.Diagnostics;

namespace AiOs;

/// <summary>Times the reference monitor's decision on a tool call with every default policy.</summary>
internal static class DecisionTimer
{
    private const int Batches = 201;
    private const int CallsABatch = 200;

    /// <summary>Gives the median over batches of the nanoseconds that a decision takes.</summary>
    public static async Task<double> MedianAsync()
    {
        var call = await DecisionCall.CreateAsync();
        ISecurityPolicy[] policies = [new UntrustedInfluencePolicy(), new RestrictedReadersPolicy()];
        double[] times = new double[Batches];
        for (int batch = 0; batch < Batches; batch++)
        {
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < CallsABatch; i++)
            {
                foreach (var policy in policies)
                {
                    if (policy.Decide(call)?.Outcome == SecurityOutcome.Block)
                    {
                        throw new EvalException($"{policy.Name} blocked the call that is timed.");
                    }
                }
            }

            times[batch] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / CallsABatch;
        }

        Array.Sort(times);
        return times[Batches / 2];
    }
}
