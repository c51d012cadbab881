using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Every discipline under random arrivals, in virtual time, against what must always hold. Each case is replayable by its seed.</summary>
public sealed class SchedulerPropertyTests
{
    private const int Seeds = 400;

    public static TheoryData<SchedulingDiscipline> Disciplines => [.. Enum.GetValues<SchedulingDiscipline>()];

    [Theory]
    [MemberData(nameof(Disciplines))]
    public void LimitsAreNeverExceeded_AndEverybodyIsAdmitted(SchedulingDiscipline discipline)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var limits = new ModelLimits
            {
                MaxConcurrentCalls = random.Next(1, 5),
                RequestsPerMinute = random.Next(2) == 0 ? null : random.Next(3, 20),
                TokensPerMinute = random.Next(2) == 0 ? null : random.Next(300, 2_000),
            };
            var run = new SchedulerRun(discipline, limits, random);
            run.Arrive(random.Next(20, 60), processes: random.Next(1, 8));
            run.Finish();
            Assert.True(run.MostAtOnce <= limits.MaxConcurrentCalls, $"Seed {seed}: {run.MostAtOnce} ran at once.");
            Assert.True(run.Admitted.Count == run.Asked, $"Seed {seed}: {run.Asked - run.Admitted.Count} calls starved.");
            foreach (var (time, _, _) in run.Admitted)
            {
                // An admission is seen when the clock has stopped, up to two seconds after it was made.
                var minute = run.Admitted.Where(call => call.Time >= time && call.Time < time + TimeSpan.FromSeconds(58)).ToList();
                Assert.True(minute.Count <= (limits.RequestsPerMinute ?? int.MaxValue), $"Seed {seed}: {minute.Count} calls in a minute.");
                Assert.True(
                    minute.Sum(call => (long)call.Tokens) <= (limits.TokensPerMinute ?? long.MaxValue), $"Seed {seed}: too many tokens in a minute.");
            }
        }
    }

    [Fact]
    public void WeightedFair_SharesTokensByWeight_WithinOneCallOfEach()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var run = new SchedulerRun(SchedulingDiscipline.WeightedFair, new ModelLimits { MaxConcurrentCalls = 1 }, random);
            int[] weights = [1, random.Next(1, 4), random.Next(1, 6)];
            run.Backlog(weights, callsEach: 120);
            for (int i = 0; i < 60; i++)
            {
                run.EndOne();
            }

            // Goyal et al.: |W_i/w_i - W_j/w_j| <= l_i/w_i + l_j/w_j for any interval in which both wait.
            const double Longest = SchedulerRun.MaxTokens;
            for (int i = 0; i < weights.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    double difference = Math.Abs((run.TokensOf(i + 1) / weights[i]) - (run.TokensOf(j + 1) / weights[j]));
                    Assert.True(difference <= (Longest / weights[i]) + (Longest / weights[j]) + 1e-6, $"Seed {seed}: {difference}.");
                }
            }
        }
    }

    [Fact]
    public void RoundRobin_ServesEverybodyWhoWaits_BeforeAnybodyTwice() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var run = new SchedulerRun(SchedulingDiscipline.RoundRobin, new ModelLimits { MaxConcurrentCalls = 1 }, new Random(seed));
            run.Backlog([1, 1, 1, 1], callsEach: 5);
            for (int i = 0; i < 15; i++)
            {
                run.EndOne();
            }

            return run.Admitted.Chunk(4).All(round => round.Select(call => call.Process).Distinct().Count() == round.Length);
        }).Check(Seeded.Config);

    [Theory]
    [InlineData(SchedulingDiscipline.Priority)]
    [InlineData(SchedulingDiscipline.RoundRobin)]
    [InlineData(SchedulingDiscipline.WeightedFair)]
    public void AFlood_DelaysOthersByItsShareAtMost(SchedulingDiscipline discipline)
    {
        var run = new SchedulerRun(discipline, new ModelLimits { MaxConcurrentCalls = 1 }, new Random(1)) { FixedTokens = 100 };
        run.Flood(process: 9, calls: 200);
        run.Backlog([1, 1, 1], callsEach: 10);
        for (int i = 0; i < 45; i++)
        {
            run.EndOne();
        }

        Assert.True(run.Admitted.Take(46).Count(call => call.Process == 9) <= 18, "The flood had more than its quarter.");
    }
}
