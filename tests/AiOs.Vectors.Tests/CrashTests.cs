using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace AiOs;

/// <summary>Kills a process that writes, at random instants, and looks at what it left behind.</summary>
public sealed class CrashTests
{
    // A benchmark-length run: AIOS_CRASH_ROUNDS=1000 dotnet test tests/AiOs.Vectors.Tests --filter CrashTests
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("AIOS_CRASH_ROUNDS") ?? "50", CultureInfo.InvariantCulture);

    [Fact]
    public async Task KilledWriter_LosesNothingItAcknowledged()
    {
        using var folder = new TemporaryFolder();
        var model = new Dictionary<long, float[]>();
        long applied = 0;
        for (int round = 0; round < Rounds; round++)
        {
            bool flush = round % 5 == 0;
            long acknowledged = await WriteAndKillAsync(folder.Path, flush, lines: 1 + (int)(SplitMix.Hash(7, round) % 200));

            using var index = DurableVectorIndex.Open(folder.Path, CrashWriter.Dimensions, durability: CrashWriter.Durability(flush));
            Assert.True(index.Sequence >= acknowledged, $"Round {round}: {acknowledged} were acknowledged, {index.Sequence} are there.");
            for (; applied < index.Sequence; applied++)
            {
                CrashWriter.Apply(model, applied + 1);
            }

            AssertHolds(model, index);
        }

        Assert.True(applied > Rounds);
    }

    private static async Task<long> WriteAndKillAsync(string folder, bool flush, int lines)
    {
        string assembly = typeof(CrashTests).Assembly.Location;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "exec", assembly, CrashWriter.Command, folder, flush.ToString() })
        {
            start.ArgumentList.Add(argument);
        }

        using var writer = Process.Start(start)!;
        long acknowledged = 0;
        for (int line = 0; line < lines; line++)
        {
            string? text = await writer.StandardOutput.ReadLineAsync();
            Assert.True(text is not null, "The writer stopped by itself.");
            acknowledged = long.Parse(text, CultureInfo.InvariantCulture);
        }

        writer.Kill();
        string rest = await writer.StandardOutput.ReadToEndAsync();
        await writer.WaitForExitAsync();

        // Whole lines only: the last one may have been cut.
        string? last = rest.Split('\n')[..^1].LastOrDefault();
        return last is null ? acknowledged : long.Parse(last, CultureInfo.InvariantCulture);
    }

    private static void AssertHolds(Dictionary<long, float[]> model, DurableVectorIndex index)
    {
        Assert.Equal(model.Count, index.Count);
        float[] stored = new float[CrashWriter.Dimensions];
        var nearest = new Neighbor[1];
        foreach (var (key, vector) in model)
        {
            Assert.True(index.TryGet(key, stored));
            float length = MathF.Sqrt(vector.Sum(x => x * x));
            Assert.All(stored.Zip(vector), pair => Assert.Equal(pair.Second / length, pair.First, 1e-5f));
            index.Search(vector, nearest);
            Assert.Equal(key, nearest[0].Key);
        }
    }
}
