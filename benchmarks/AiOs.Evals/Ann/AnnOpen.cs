using System.Diagnostics;

namespace AiOs;

/// <summary>Saves a large index and opens it, and counts the memory beside its vectors.</summary>
internal static class AnnOpen
{
    private const int Opens = 5;
    private const int LeastBuildWidth = 16;

    /// <summary>Opens an index of so many rows: those of the set, over and over, each time moved a little.</summary>
    /// <returns>How long the first answer took the best of the later times, in milliseconds.</returns>
    public static double Run(AnnArguments arguments, string codes, VectorFile data, ReadOnlySpan<float> query)
    {
        // How good the graph is makes no difference to opening it.
        var index = new HnswIndex(data.Columns, AnnEval.OptionsFor(arguments, codes, arguments.Rows) with { BuildWidth = LeastBuildWidth });
        for (int first = 0; first < arguments.Rows; first += data.Rows)
        {
            int count = Math.Min(data.Rows, arguments.Rows - first);
            float[] moved = [.. data.Values.AsSpan(0, count * data.Columns)];
            for (int i = 0; i < moved.Length; i++)
            {
                moved[i] += 0.02f * (first / data.Rows) * (((i * 2654435761L) >> 7 & 255) - 127.5f) / 127.5f * MathF.Abs(moved[i]);
            }

            index.AddMany([.. Enumerable.Range(first, count).Select(row => (long)row)], moved, arguments.Threads);
        }

        var (state, rows) = (index.State, index.State.Rows);
        long bytes = state.Blocks.Nodes.Bytes + state.Blocks.UpperRefs.Bytes + state.Blocks.Upper.Bytes
            + rows.KeyBlock.Bytes + rows.MarkBlock.Bytes + rows.Table.Block.Bytes - (long)rows.Capacity * (state.CodeStride + (state.Bits?.Stride ?? 0));
        Console.WriteLine($"{{\"codes\":\"{codes}\",\"set\":\"{arguments.Set}\",\"rows\":{rows.Count},\"capacity\":{rows.Capacity}," +
            $"\"bytes_beside_vectors_and_codes\":{bytes / (double)rows.Count:F1}}}");

        string path = Path.Combine(Path.GetTempPath(), $"aios-open-{Environment.ProcessId}.vectors");
        try
        {
            index.Save(path);
            return Measure(path, codes, arguments.Set, query);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Measure(string path, string codes, string set, ReadOnlySpan<float> query)
    {
        double first = 0;
        double best = double.MaxValue;
        var nearest = new Neighbor[10];
        for (int open = 0; open <= Opens; open++)
        {
            long started = Stopwatch.GetTimestamp();
            var opened = HnswIndex.Open(path, verify: false);
            opened.Search(query, nearest);
            double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            (first, best) = open == 0 ? (elapsed, best) : (first, Math.Min(best, elapsed));
        }

        long verified = Stopwatch.GetTimestamp();
        HnswIndex.Open(path);
        Console.WriteLine($"{{\"codes\":\"{codes}\",\"set\":\"{set}\",\"file_mb\":{new FileInfo(path).Length >> 20},\"first_open_ms\":{first:F1}," +
            $"\"later_open_ms\":{best:F1},\"verified_open_ms\":{Stopwatch.GetElapsedTime(verified).TotalMilliseconds:F1}}}");
        return best;
    }
}
