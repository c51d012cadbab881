using System.Diagnostics;
using System.Runtime.Intrinsics;
using Xunit;

namespace AiOs;

/// <summary>Runs a workload in processes that may not use some instruction sets: what other processors run is tested on this one.</summary>
public sealed class InstructionSetTests
{
    private const int Vectors = 600;
    private const int Dimensions = 100;
    private const int K = 10;

    [Theory]
    [InlineData("DOTNET_EnableAVX512F", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task WithoutInstructions_ResultsAreTheSame(string variable, int mostBits)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(InstructionSetTests).Assembly.Location);
        start.ArgumentList.Add(Command);
        start.Environment[variable] = "0";
        start.Environment["DOTNET_EnableAVX512"] = variable.Contains("AVX512", StringComparison.Ordinal) ? "0" : "1"; // Its name since .NET 10.
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        string[] lines = output.ReplaceLineEndings("\n").Trim().Split('\n');
        Assert.True(int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture) <= mostBits, $"{lines[0]} bits are still used.");

        // Sums of floats differ in their last bits with the width of the registers, so graphs may differ in a link: results are compared by recall.
        Assert.Equal(Enum.GetValues<VectorMetric>().Length * Enum.GetValues<VectorCodes>().Length, lines.Length - 1);
        Assert.All(lines.Skip(1), line => Assert.True(
            double.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture) > 0.97, line));
    }

    public const string Command = "print-recall";

    /// <summary>Prints the bits of the widest registers, then the recall of each kind of index against plain loops.</summary>
    public static int Print()
    {
        Console.WriteLine(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0);
        foreach (var metric in Enum.GetValues<VectorMetric>())
        {
            foreach (var codes in Enum.GetValues<VectorCodes>())
            {
                Console.WriteLine(FormattableString.Invariant($"{metric} {codes} {Recall(metric, codes)}"));
            }
        }

        return 0;
    }

    private static double Recall(VectorMetric metric, VectorCodes codes)
    {
        var points = new Points(Dimensions, 1);
        float[][] vectors = points.Next(Vectors);
        var index = new HnswIndex(Dimensions, new() { Metric = metric, Codes = codes, ExactBelow = 0, BuildWidth = 60, MaxLinks = 8, SearchWidth = 200 });
        for (int key = 0; key < Vectors; key++)
        {
            index.Add(key, vectors[key]);
        }

        index.Compact();
        int hits = 0;
        float[][] queries = points.Next(20);
        var nearest = new Neighbor[K];
        foreach (float[] query in queries)
        {
            var expected = vectors.Select((vector, key) => (key, Distance: Distance(metric, query, vector)))
                .OrderBy(pair => pair.Distance).Take(K).Select(pair => (long)pair.key).ToHashSet();
            index.Search(query, nearest);
            hits += nearest.Count(neighbor => expected.Contains(neighbor.Key));
        }

        return (double)hits / (K * queries.Length);
    }

    private static double Distance(VectorMetric metric, float[] a, float[] b)
    {
        double dot = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }

        return metric switch
        {
            VectorMetric.InnerProduct => -dot,
            VectorMetric.Cosine => 1 - dot / Math.Sqrt(aa * bb),
            _ => aa + bb - 2 * dot,
        };
    }
}
