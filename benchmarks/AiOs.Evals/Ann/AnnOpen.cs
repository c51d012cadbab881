using System.Diagnostics;

namespace AiOs;

/// <summary>Saves a large index and opens it, and counts the memory beside its vectors.</summary>
internal static class AnnOpen
{
    private const int Opens = 5;
    private const int LeastBuildWidth = 16;

    /// <summary>Opens an index of so many rows: those of the set, over and over, each time moved a little. With a folder for indexes, the file is kept
    /// there, and read from there the next time: then the first opening is the first thing that the process does with an index.</summary>
    /// <returns>How long the first answer took the best of the later times, in milliseconds.</returns>
    public static double Run(AnnArguments arguments, string codes, VectorFile data, VectorFile queries)
    {
        string name = $"{arguments.Set}.open-{arguments.Rows}.aios-{codes}.{arguments.M}.vectors";
        string path = Path.Combine(arguments.Indexes ?? Directory.CreateTempSubdirectory("aios-open-").FullName, name);
        try
        {
            if (!File.Exists(path))
            {
                Write(path, arguments, codes, data);
            }

            return Measure(path, codes, arguments.Set, queries);
        }
        finally
        {
            if (arguments.Indexes is null)
            {
                Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
            }
        }
    }

    private static void Write(string path, AnnArguments arguments, string codes, VectorFile data)
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
        index.Save(path);
    }

    private static double Measure(string path, string codes, string set, VectorFile queries)
    {
        double first = 0;
        double best = double.MaxValue;
        double bestMapping = double.MaxValue;
        var nearest = new Neighbor[10];
        for (int open = 0; open <= Opens; open++)
        {
            long started = Stopwatch.GetTimestamp();
            var opened = HnswIndex.Open(path, verify: false);
            double mapping = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            opened.Search(queries.Row(open), nearest); // Another query each time, so that none finds its pages mapped already.
            double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            (first, best) = open == 0 ? (elapsed, best) : (first, Math.Min(best, elapsed));
            bestMapping = Math.Min(bestMapping, mapping);
        }

        long verified = Stopwatch.GetTimestamp();
        HnswIndex.Open(path);
        Console.WriteLine($"{{\"codes\":\"{codes}\",\"set\":\"{set}\",\"file_mb\":{new FileInfo(path).Length >> 20},\"first_open_ms\":{first:F1}," +
            $"\"later_open_ms\":{best:F1},\"of_that_mapping_ms\":{bestMapping:F1}," +
            $"\"verified_open_ms\":{Stopwatch.GetElapsedTime(verified).TotalMilliseconds:F1}}}");
        return best;
    }
}
