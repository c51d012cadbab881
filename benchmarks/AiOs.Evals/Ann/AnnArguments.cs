namespace AiOs;

/// <summary>What `evals ann` was asked to do.</summary>
internal sealed record AnnArguments
{
    public required string Data { get; init; }

    public required string Set { get; init; }

    public bool IsInnerProduct { get; init; }

    public int M { get; init; } = 16;

    public int BuildWidth { get; init; } = 200;

    public int[] Widths { get; init; } = [10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400];

    public int Threads { get; init; } = 1;

    public string[] Codes { get; init; } = ["float32", "int8", "bits"];

    public int Queries { get; init; } = 2000;

    public int Passes { get; init; } = 5;

    public int K { get; init; } = 10;

    /// <summary>Gets how many rows the index has that is saved and opened.</summary>
    public int Rows { get; init; } = 1_000_000;

    public int Limit { get; init; } = int.MaxValue;

    public bool Compact { get; init; } = true;

    /// <summary>Gets whether the index gets all rows in one call of AddMany, on the threads given, rather than one by one.</summary>
    public bool Batch { get; init; } = true;

    /// <summary>Gets the folder to keep built indexes in and to map them from, or null to build anew.</summary>
    public string? Indexes { get; init; }

    public static AnnArguments Parse(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            given[args[i]] = args[i + 1];
        }

        if (args.Length % 2 != 0 || !given.TryGetValue("--data", out string? data) || !given.TryGetValue("--set", out string? set))
        {
            throw new ArgumentException(
                "Usage: evals ann [gt|churn|filter|open] --data DIR --set NAME --metric l2|ip [--m 16] [--efc 200] [--efs 10,16,...] [--threads 1] "
                + "[--codes float32,int8,bits] [--nq 2000] [--passes 5] [--k 10] [--limit N] [--rows 1000000] [--compact true] [--batch true] "
                + "[--indexes DIR]");
        }

        int Number(string name, int otherwise) => given.TryGetValue(name, out string? value) ? int.Parse(value) : otherwise;
        var defaults = new AnnArguments { Data = data, Set = set };
        return defaults with
        {
            IsInnerProduct = given.TryGetValue("--metric", out string? metric) && metric == "ip",
            M = Number("--m", defaults.M),
            BuildWidth = Number("--efc", defaults.BuildWidth),
            Widths = given.TryGetValue("--efs", out string? widths) ? [.. widths.Split(',').Select(int.Parse)] : defaults.Widths,
            Threads = Number("--threads", defaults.Threads),
            Codes = given.TryGetValue("--codes", out string? codes) ? codes.Split(',') : defaults.Codes,
            Queries = Number("--nq", defaults.Queries),
            Passes = Number("--passes", defaults.Passes),
            K = Number("--k", defaults.K),
            Rows = Number("--rows", defaults.Rows),
            Limit = Number("--limit", defaults.Limit),
            Indexes = given.GetValueOrDefault("--indexes"),
            Batch = !given.TryGetValue("--batch", out string? batch) || bool.Parse(batch),
            Compact = !given.TryGetValue("--compact", out string? compact) || bool.Parse(compact),
        };
    }
}
