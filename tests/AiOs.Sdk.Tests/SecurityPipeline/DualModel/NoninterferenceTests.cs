using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>
/// The theorem of the boundary as a property: two worlds that differ only in untrusted values have the same trusted effects, and
/// two that differ only in secrets have the same public outputs, for any plan.
/// </summary>
public sealed class NoninterferenceTests
{
    private const int Runs = 60;

    [Fact]
    public void UntrustedValues_DoNotChangeTrustedEffects() => Prop.ForAll(RandomPlan.Arbitrary, async plan =>
    {
        var one = await NoninterferenceBench.RunAsync(plan.Json, untrusted: plan.One, secret: "s");
        var other = await NoninterferenceBench.RunAsync(plan.Json, untrusted: plan.Other, secret: "s");
        return Same(one.Critical, other.Critical, plan.Json);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithReplay(4, 7));

    [Fact]
    public void Secrets_DoNotChangePublicOutputs() => Prop.ForAll(RandomPlan.Arbitrary, async plan =>
    {
        var one = await NoninterferenceBench.RunAsync(plan.Json, untrusted: "u", secret: plan.One);
        var other = await NoninterferenceBench.RunAsync(plan.Json, untrusted: "u", secret: plan.Other);
        return Same(one.Public, other.Public, plan.Json);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithReplay(4, 7));

    // A property about plans that never do anything would hold of everything: without one check it does not.
    [Theory]
    [InlineData(nameof(BoundaryCheck.HandlesKeepLabels))]
    [InlineData(nameof(BoundaryCheck.CriticalArguments))]
    public async Task WithoutACheck_ThePropertyIsFalse(string check)
    {
        var plans = RandomPlan.Arbitrary.Generator.Sample(200, new Rnd(4, 7), size: 50);
        bool isFalse = await BoundaryChecks.Without(Enum.Parse<BoundaryCheck>(check), async () =>
        {
            foreach (var plan in plans)
            {
                var one = await NoninterferenceBench.RunAsync(plan.Json, plan.One, "s");
                var other = await NoninterferenceBench.RunAsync(plan.Json, plan.Other, "s");
                if (!one.Critical.SequenceEqual(other.Critical))
                {
                    return true;
                }
            }

            return false;
        });
        Assert.True(isFalse);
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other, string plan) => one.SequenceEqual(other)
        ? true
        : throw new InvalidOperationException($"[{string.Join("; ", one)}] is not [{string.Join("; ", other)}] for {plan}");
}
