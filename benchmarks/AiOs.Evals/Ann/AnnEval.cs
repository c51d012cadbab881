using System.Diagnostics;

namespace AiOs;

/// <summary>Measures the vector index on the files and in the way in which benchmarks/peers measures others.</summary>
internal static class AnnEval
{
    /// <summary>Runs `ann`, which prints one JSON line for each index and width; `ann gt` writes exact neighbours, `ann churn` replaces every
    /// vector two and a half times, `ann filter` searches among few keys, and `ann open` opens a large saved index.</summary>
    /// <param name="args">The options, after the names of the commands.</param>
    /// <returns>0, or 2 when the options are wrong.</returns>
    public static int Run(string[] args)
    {
        string[] names = [.. args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal))];
        args = args[names.Length..];
        string command = names.LastOrDefault() ?? "ann";
        AnnArguments arguments;
        try
        {
            arguments = AnnArguments.Parse(args);
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }

        var data = VectorFile.Read(Path.Combine(arguments.Data, arguments.Set + ".base.fbin"), arguments.Limit);
        var queries = VectorFile.Read(Path.Combine(arguments.Data, arguments.Set + ".query.fbin"), arguments.Queries);
        string truthPath = Path.Combine(arguments.Data, arguments.Set + ".gt10.ibin");
        if (command is "gt" or "ann-gt")
        {
            WriteTruth(arguments, data, queries, truthPath);
            return 0;
        }

        var (truthK, truth) = VectorFile.ReadTruth(truthPath);
        foreach (string codes in arguments.Codes)
        {
            if (command is "open")
            {
                _ = AnnOpen.Run(arguments, codes, data, queries);
                continue;
            }

            if (command is "churn" or "filter")
            {
                var index = Build(arguments, codes, "aios-" + codes, data);
                var changes = new AnnChanges(arguments, codes, index, data, queries);
                _ = command == "churn" ? changes.Churn(truth, truthK) : changes.Filter();
                continue;
            }

            Measure(arguments, codes, data, queries, truth, truthK);
        }

        return 0;
    }

    public static HnswOptions OptionsFor(AnnArguments arguments, string codes, int capacity) => new()
    {
        // Sets for inner products are of unit length, where the cosine is the same.
        Metric = arguments.IsInnerProduct ? VectorMetric.Cosine : VectorMetric.SquaredEuclidean,
        Codes = codes switch { "bits" => VectorCodes.NeighborBits, "int8" => VectorCodes.Int8, _ => VectorCodes.Float32 },
        MaxLinks = arguments.M,
        BuildWidth = arguments.BuildWidth,
        InitialCapacity = capacity,
    };

    private static void WriteTruth(AnnArguments arguments, VectorFile data, VectorFile queries, string path)
    {
        var index = new FlatIndex(data.Columns, arguments.IsInnerProduct ? VectorMetric.InnerProduct : VectorMetric.SquaredEuclidean);
        for (int row = 0; row < data.Rows; row++)
        {
            index.Add(row, data.Row(row));
        }

        var ids = new int[queries.Rows * arguments.K];
        var distances = new float[ids.Length];
        Parallel.For(0, queries.Rows, new ParallelOptions { MaxDegreeOfParallelism = arguments.Threads }, query =>
        {
            var nearest = new Neighbor[arguments.K];
            index.Search(queries.Row(query), nearest);
            for (int i = 0; i < nearest.Length; i++)
            {
                ids[query * arguments.K + i] = (int)nearest[i].Key;
                distances[query * arguments.K + i] = nearest[i].Distance;
            }
        });
        VectorFile.WriteTruth(path, arguments.K, ids, distances);
    }

    private static void Measure(AnnArguments arguments, string codes, VectorFile data, VectorFile queries, int[] truth, int truthK)
    {
        string peer = "aios-" + codes;
        string? saved = arguments.Indexes is null ? null : Path.Combine(arguments.Indexes, $"{arguments.Set}.{peer}.{arguments.M}.vectors");
        HnswIndex index;
        if (File.Exists(saved))
        {
            long started = Stopwatch.GetTimestamp();
            index = HnswIndex.Open(saved, verify: false);
            index.Search(queries.Row(0), new Neighbor[arguments.K]);
            Console.WriteLine($"{{\"peer\":\"{peer}\",\"set\":\"{arguments.Set}\",\"open_ms\":{Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1}}}");
            index.Compact(); // Out of the file, into large pages.
        }
        else
        {
            index = Build(arguments, codes, peer, data);
            if (saved is not null)
            {
                index.Save(saved);
            }
        }

        foreach (int width in arguments.Widths.Where(width => width >= arguments.K))
        {
            Sweep(arguments, peer, index, width, queries, truth, truthK);
        }
    }

    private static HnswIndex Build(AnnArguments arguments, string codes, string peer, VectorFile data)
    {
        long before = Process.GetCurrentProcess().WorkingSet64;
        var index = new HnswIndex(data.Columns, OptionsFor(arguments, codes, data.Rows));
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        if (arguments.Batch)
        {
            index.AddMany([.. Enumerable.Range(0, data.Rows).Select(row => (long)row)], data.Values, arguments.Threads);
        }
        else
        {
            for (int row = 0; row < data.Rows; row++)
            {
                index.Add(row, data.Row(row));
            }
        }

        if (arguments.Compact)
        {
            index.Compact();
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double cpuSeconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine($"{{\"peer\":\"{peer}\",\"set\":\"{arguments.Set}\",\"M\":{arguments.M},\"EFC\":{arguments.BuildWidth}," +
            $"\"threads\":{(arguments.Batch ? arguments.Threads : 1)},\"build_s\":{seconds:F1},\"build_cpu_s\":{cpuSeconds:F1}," +
            $"\"rss_mb\":{(Process.GetCurrentProcess().WorkingSet64 - before) >> 20}}}");
        return index;
    }

    private static void Sweep(AnnArguments arguments, string peer, HnswIndex index, int width, VectorFile queries, int[] truth, int truthK)
    {
        var best = new double[queries.Rows];
        Array.Fill(best, double.MaxValue);
        var nearest = new Neighbor[arguments.K];
        var options = new VectorSearchOptions { SearchWidth = width };
        double bestPass = double.MaxValue;
        int hits = 0;
        for (int pass = 0; pass < arguments.Passes; pass++)
        {
            hits = 0;
            double total = 0;
            for (int query = 0; query < queries.Rows; query++)
            {
                long started = Stopwatch.GetTimestamp();
                int found = index.Search(queries.Row(query), nearest, options);
                double elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
                best[query] = Math.Min(best[query], elapsed);
                total += elapsed;
                var expected = truth.AsSpan(query * truthK, arguments.K);
                for (int i = 0; i < found; i++)
                {
                    hits += expected.Contains((int)nearest[i].Key) ? 1 : 0;
                }
            }

            bestPass = Math.Min(bestPass, total);
        }

        double sum = best.Sum();
        Array.Sort(best);
        Console.WriteLine($"{{\"peer\":\"{peer}\",\"set\":\"{arguments.Set}\",\"ef\":{width},\"recall\":{hits / (double)(queries.Rows * arguments.K):F4}," +
            $"\"rqps\":{queries.Rows / sum * 1e6:F0},\"wall_qps\":{queries.Rows / bestPass * 1e6:F0},\"p50us\":{best[best.Length / 2]:F1}," +
            $"\"p99us\":{best[(int)(best.Length * 0.99)]:F1},\"rss_mb\":{Process.GetCurrentProcess().WorkingSet64 >> 20}}}");
    }
}
