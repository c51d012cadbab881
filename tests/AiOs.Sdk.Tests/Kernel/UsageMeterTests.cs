using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Budgets of a whole family, against plain sums.</summary>
public sealed class UsageMeterTests
{
    private const int MostTokensAStep = 100;
    private const decimal MostCostAStep = 0.5m;

    [Fact]
    public void AFamily_NeverUsesMoreThanItsEldestMay_ByMoreThanAStepOfEach() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed =>
        {
            var random = new Random(seed);
            var budget = Draw(random);
            var living = new List<Member> { new(new UsageMeter(new ProcessId(1), budget), budget, null) };
            int members = 1;
            var used = default(Allowance);
            for (int command = 0; command < 300; command++)
            {
                var one = living[random.Next(living.Count)];
                switch (random.Next(8))
                {
                    case 0 when living.Count < 40:
                        Spawn(one, Draw(random), living, ref members);
                        break;
                    case 1 when one.Parent is { } parent && living.TrueForAll(other => other.Parent != one):
                        parent.Meter.Return(one.Budget, one.Meter);
                        living.Remove(one);
                        break;
                    default:
                        used += Step(one.Meter, random);
                        break;
                }

                var allowed = new Allowance(budget.Tokens + (members * MostTokensAStep), budget.CostUsd, budget.Steps + members);
                Assert.True(used.Tokens <= allowed.Tokens && used.Steps <= allowed.Steps, $"{used} of {budget}");
                Assert.True(budget.CostUsd == decimal.MaxValue || used.CostUsd <= budget.CostUsd + (members * MostCostAStep), $"{used} of {budget}");
            }

            // When all others have ended, the eldest knows of everything that was used.
            for (int number = living.Count - 1; number > 0; number--)
            {
                living[number].Parent!.Meter.Return(living[number].Budget, living[number].Meter);
            }

            Assert.Equal(used, living[0].Meter.UsedWithEnded());
        }).Check(Seeded.Config.WithMaxTest(200));

    private static void Spawn(Member parent, ProcessBudget asked, List<Member> living, ref int members)
    {
        try
        {
            var granted = parent.Meter.Grant(asked);
            Assert.True(granted.Tokens <= asked.Tokens && granted.Steps <= asked.Steps && granted.CostUsd <= asked.CostUsd, "no more than was asked for");
            Assert.True(granted is { Tokens: > 0, Steps: > 0, CostUsd: > 0 }, "enough to begin with");
            living.Add(new Member(new UsageMeter(new ProcessId(++members), granted), granted, parent));
        }
        catch (ProcessBudgetException)
        {
            // Too little is left, or too many live: a parent is told, and goes on.
        }
    }

    private static Allowance Step(UsageMeter meter, Random random)
    {
        try
        {
            meter.ThrowIfSpent();
        }
        catch (ProcessBudgetException)
        {
            return default;
        }

        var step = new Allowance(random.Next(MostTokensAStep + 1), MostCostAStep * random.Next(3) / 2, 1);
        meter.Add(new ProcessUsage(1, step.Tokens, 0, 0, step.CostUsd, 0, TimeSpan.Zero));
        return step;
    }

    private static ProcessBudget Draw(Random random) => new()
    {
        Tokens = random.Next(3) == 0 ? long.MaxValue / 4 : random.Next(1, 5_000),
        Steps = random.Next(1, 120),
        CostUsd = random.Next(3) == 0 ? decimal.MaxValue : random.Next(1, 40),
        Children = random.Next(1, 6),
    };

    private sealed record Member(UsageMeter Meter, ProcessBudget Budget, Member? Parent);
}
