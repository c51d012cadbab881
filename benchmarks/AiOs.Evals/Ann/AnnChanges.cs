using System.Diagnostics;

namespace AiOs;

/// <summary>Measures an index that has changed much, and searches among few keys.</summary>
internal sealed class AnnChanges(AnnArguments arguments, string codes, HnswIndex index, VectorFile data, VectorFile queries)
{
    private const double Replacements = 2.5;

    /// <summary>Swaps the vectors of two keys until every vector was replaced two and a half times; the stored vectors stay the same ones,
    /// so that the exact neighbours do too.</summary>
    /// <returns>The recall afterwards.</returns>
    public double Churn(int[] truth, int truthK)
    {
        int[] rowOf = [.. Enumerable.Range(0, data.Rows)];
        foreach (int width in arguments.Widths)
        {
            PrintRecall("fresh", width, rowOf, truth, truthK);
        }

        long updates = (long)(data.Rows * Replacements) / 2;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        for (long i = 0; i < updates; i++)
        {
            int a = Draw(2 * i);
            int b = Draw(2 * i + 1);
            (rowOf[a], rowOf[b]) = (rowOf[b], rowOf[a]);
            index.Update(a, data.Row(rowOf[a]));
            index.Update(b, data.Row(rowOf[b]));
        }

        double milliseconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / (2 * updates);
        Console.WriteLine($"{{\"codes\":\"{codes}\",\"set\":\"{arguments.Set}\",\"updates\":{2 * updates},\"cpu_ms_an_update\":{milliseconds:F3}}}");
        double recall = 0;
        foreach (int width in arguments.Widths)
        {
            recall = PrintRecall("replaced", width, rowOf, truth, truthK);
        }

        return recall;
    }

    /// <summary>Searches among a tenth, a hundredth and a thousandth of the keys, evenly spread, given as a bitmap.</summary>
    /// <returns>The recall of the last.</returns>
    public double Filter()
    {
        var exact = new FlatIndex(data.Columns, index.Metric);
        for (int row = 0; row < data.Rows; row++)
        {
            exact.Add(row, data.Row(row));
        }

        double recall = 0;
        foreach (int every in new[] { 2, 10, 100, 1000 })
        {
            var bits = new ulong[data.Rows / 64 + 1];
            for (int row = 0; row < data.Rows; row += every)
            {
                bits[row >> 6] |= 1UL << (row & 63);
            }

            recall = FilterOnce(exact, VectorFilter.Bitmap(bits), every);
        }

        return recall;
    }

    private double FilterOnce(FlatIndex exact, VectorFilter filter, int every)
    {
        var nearest = new Neighbor[arguments.K];
        var expected = new Neighbor[arguments.K];
        var options = new VectorSearchOptions { Filter = filter };
        int count = Math.Min(500, queries.Rows);
        var best = new double[count];
        Array.Fill(best, double.MaxValue);
        int hits = 0;
        for (int pass = 0; pass < arguments.Passes; pass++)
        {
            for (int query = 0; query < count; query++)
            {
                long started = Stopwatch.GetTimestamp();
                index.Search(queries.Row(query), nearest, options);
                best[query] = Math.Min(best[query], Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                if (pass == 0)
                {
                    exact.Search(queries.Row(query), expected, options);
                    hits += nearest.Count(neighbor => expected.Any(other => other.Key == neighbor.Key));
                }
            }
        }

        double recall = hits / (double)(count * arguments.K);
        Console.WriteLine($"{{\"codes\":\"{codes}\",\"set\":\"{arguments.Set}\",\"selectivity\":{1.0 / every},\"recall\":{recall:F4}," +
            $"\"mean_us\":{best.Average():F1}}}");
        return recall;
    }

    private double PrintRecall(string state, int width, int[] rowOf, int[] truth, int truthK)
    {
        var nearest = new Neighbor[arguments.K];
        int hits = 0;
        for (int query = 0; query < queries.Rows; query++)
        {
            index.Search(queries.Row(query), nearest, new() { SearchWidth = width });
            var expected = truth.AsSpan(query * truthK, arguments.K);
            foreach (var neighbor in nearest)
            {
                hits += expected.Contains(rowOf[neighbor.Key]) ? 1 : 0;
            }
        }

        double recall = hits / (double)(queries.Rows * arguments.K);
        Console.WriteLine($"{{\"codes\":\"{codes}\",\"set\":\"{arguments.Set}\",\"state\":\"{state}\",\"ef\":{width},\"recall\":{recall:F4}}}");
        return recall;
    }

    // A number that follows from i alone, so that the run can be repeated.
    private int Draw(long i)
    {
        ulong mixed = (ulong)i * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
        return (int)((mixed ^ (mixed >> 32)) % (ulong)data.Rows);
    }
}
