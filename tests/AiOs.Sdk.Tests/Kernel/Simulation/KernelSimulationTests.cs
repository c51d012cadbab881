using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Thousands of lives of a kernel, each replayable by its number: set AIOS_SIMULATION to one to run that alone.</summary>
public sealed class KernelSimulationTests
{
    private const int Seeds = 2_000;

    [Fact]
    public async Task WhateverHappens_WhatMustHoldHolds()
    {
        if (Environment.GetEnvironmentVariable("AIOS_SIMULATION") is { Length: > 0 } number)
        {
            await new KernelSimulation(int.Parse(number, CultureInfo.InvariantCulture)).RunAsync();
            return;
        }

        int continuations = 0;
        int seenLate = 0;
        await Parallel.ForAsync(0, Seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            var simulation = new KernelSimulation(seed);
            await simulation.RunAsync();
            Interlocked.Add(ref continuations, simulation.Continuations);
            Interlocked.Add(ref seenLate, simulation.SeenLate);
        });
        Assert.True(continuations > Seeds / 20, $"Only {continuations} answers were interrupted: the seeds do not try that any more.");
        Assert.True(seenLate > Seeds / 4, $"Only {seenLate} effects and answers met a journal that is late: the seeds do not try that any more.");
    }
}
