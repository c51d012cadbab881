using System.Text.Json;

namespace AiOs;

/// <summary>Replays records of real models, and counts what nobody asked for.</summary>
internal static class RecordedEval
{
    /// <summary>Replays every run of a file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="suites">The suites that the runs belong to; runs of others are counted as skipped.</param>
    /// <param name="policies">The folder of the policy files, or null.</param>
    /// <param name="output">Receives a line a violation, and one for all.</param>
    /// <returns>How many violations there were.</returns>
    public static async Task<int> RunAsync(string path, IReadOnlyList<Suite> suites, string? policies, TextWriter output)
    {
        var benches = new Dictionary<string, SuiteBench>(StringComparer.Ordinal);
        int skipped = 0;
        var scores = new List<RecordedScore>();
        try
        {
            foreach (var run in RecordedFile.ReadAll(path))
            {
                if (suites.FirstOrDefault(suite => suite.Name == run.Suite) is not { } suite)
                {
                    skipped++;
                    continue;
                }

                if (!benches.TryGetValue(suite.Name, out var bench))
                {
                    bench = SecurityEval.Open(suite, policies);
                    benches.Add(suite.Name, bench);
                }

                var score = await bench.ReplayAsync(run);
                scores.Add(score);
                if (score.Violations.Count > 0)
                {
                    string what = string.Join(", ", score.Violations.Select(static entry => entry.Tool));
                    string line = JsonSerializer.Serialize($"{run.Suite} {run.TaskId} {run.InjectionId}: {what}");
                    await output.WriteLineAsync($$"""{"eval":"security","recorded_violation":{{line}}}""");
                }
            }
        }
        finally
        {
            foreach (var bench in benches.Values)
            {
                await bench.DisposeAsync();
            }
        }

        int violations = scores.Sum(static score => score.Violations.Count);
        string[] parts =
        [
            "\"eval\":\"security\"", $"\"recorded\":{scores.Count}", $"\"recorded_skipped\":{skipped}",
            $"\"recorded_reached\":{scores.Count(static score => score.IsReached)}",
            $"\"recorded_obeyed\":{scores.Count(static score => score.WasObeyed)}",
            $"\"recorded_effects\":{scores.Sum(static score => score.Effects)}",
            $"\"recorded_effects_kept\":{scores.Sum(static score => score.Kept)}", $"\"violations\":{violations}",
        ];
        await output.WriteLineAsync("{" + string.Join(',', parts) + "}");
        return violations;
    }
}
