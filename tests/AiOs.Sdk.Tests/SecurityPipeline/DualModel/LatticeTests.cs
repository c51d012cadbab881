using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Noninterference over lattices at random: any trust, any readers, any audiences, any plan, any two worlds.</summary>
public sealed class LatticeTests : IAsyncLifetime
{
    private const int Lattices = 12;
    private const int Runs = 80;

    private readonly RandomLattice[] _lattices = [.. Enumerable.Range(0, Lattices).Select(static seed => new RandomLattice(seed))];

    private static readonly Gen<string> Values = Gen.Elements("", "true", "false", "a", "b", "[1]", "[1,2,3]", "zz", "7", "{");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var lattice in _lattices)
        {
            await lattice.DisposeAsync();
        }
    }

    // Whatever strangers write, what takes effect is the same: every argument of every sink is critical.
    [Fact]
    public void WhatStrangersWrite_ChangesNoEffect() => Prop.ForAll(Inputs, async input =>
    {
        var lattice = _lattices[input.Lattice];
        var (one, other) = WorldsOf(lattice, input, static label => label.Integrity == Integrity.Untrusted);
        string plan = PlanOf(lattice, input);
        return Same(await lattice.RunAsync(plan, one), await lattice.RunAsync(plan, other), plan);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithReplay(3, 5));

    // Whoever looks sees the same, whatever the values are that he may not read.
    [Fact]
    public void WhatSomebodyMayNotRead_ChangesNothingThatHeSees() => Prop.ForAll(Inputs, async input =>
    {
        var lattice = _lattices[input.Lattice];
        string observer = RandomLattice.Observers[input.Observer];
        var (one, other) = WorldsOf(lattice, input, label => !label.Readers.Contains(observer));
        string plan = PlanOf(lattice, input);
        var seen = lattice.Sinks.Where(sink => sink.Audience.Contains(observer)).Select(static sink => sink.Name).ToHashSet(StringComparer.Ordinal);
        return Same(
            [.. (await lattice.RunAsync(plan, one)).Where(effect => seen.Contains(effect.Sink))],
            [.. (await lattice.RunAsync(plan, other)).Where(effect => seen.Contains(effect.Sink))],
            $"{plan} seen by {observer}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithReplay(3, 5));

    // The properties are about something: plans do have effects, and without a check the worlds differ.
    [Fact]
    public async Task WithoutACheck_ThePropertyIsFalse()
    {
        int effects = 0;
        bool differs = false;
        foreach (var input in Inputs.Generator.Sample(150, new Rnd(3, 5), size: 50))
        {
            var lattice = _lattices[input.Lattice];
            var (one, other) = WorldsOf(lattice, input, static label => label.Integrity == Integrity.Untrusted);
            string plan = PlanOf(lattice, input);
            effects += (await lattice.RunAsync(plan, one)).Count;
            differs = differs || await BoundaryChecks.Without(
                BoundaryCheck.CriticalArguments, async () => !(await lattice.RunAsync(plan, one)).SequenceEqual(await lattice.RunAsync(plan, other)));
        }

        Assert.True(effects > 50, $"Only {effects} effects.");
        Assert.True(differs);
    }

    private static Arbitrary<Input> Inputs { get; } = (
        from lattice in Gen.Choose(0, Lattices - 1)
        from observer in Gen.Choose(0, RandomLattice.Observers.Count - 1)
        from choices in Gen.Choose(0, 999).ArrayOf(80)
        from one in Values.ArrayOf(6)
        from other in Values.ArrayOf(6)
        select new Input(lattice, observer, choices, one, other)).ToArbitrary();

    private static string PlanOf(RandomLattice lattice, Input input) => RandomPlan.Write(
        input.Choices, [.. lattice.Sources.Select(static source => source.Name)], [.. lattice.Sinks.Select(static sink => sink.Name)]);

    private static (Dictionary<string, string> One, Dictionary<string, string> Other) WorldsOf(
        RandomLattice lattice, Input input, Func<SecurityLabel, bool> mayDiffer)
    {
        var one = new Dictionary<string, string>(StringComparer.Ordinal);
        var other = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < lattice.Sources.Count; i++)
        {
            var (name, label) = lattice.Sources[i];
            one[name] = input.One[i];
            other[name] = mayDiffer(label) ? input.Other[i] : input.One[i];
        }

        return (one, other);
    }

    private static bool Same(
        IReadOnlyList<(string Sink, string What)> one, IReadOnlyList<(string Sink, string What)> other, string plan) => one.SequenceEqual(other)
        ? true
        : throw new InvalidOperationException($"[{string.Join("; ", one)}] is not [{string.Join("; ", other)}] for {plan}");

    private sealed record Input(int Lattice, int Observer, int[] Choices, string[] One, string[] Other);
}
