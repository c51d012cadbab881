namespace AiOs;

/// <summary>Settings of an HNSW index. Immutable; an invalid one cannot be used to build an index.</summary>
public sealed record HnswOptions
{
    /// <summary>Widest search and build, in candidates.</summary>
    internal const int MaxWidth = 65_536;

    /// <summary>What distances mean. By default <see cref="VectorMetric.Cosine"/>, which is what text embeddings want.</summary>
    public VectorMetric Metric { get; init; } = VectorMetric.Cosine;

    /// <summary>Links kept per node above layer 0, "M"; layer 0 keeps twice as many. 2 to 256, by default 16.</summary>
    public int MaxLinks { get; init; } = 16;

    /// <summary>Candidates held while inserting, "efConstruction". From <see cref="MaxLinks"/> to 65,536, by default 200.</summary>
    /// <remarks>Higher builds slower and finds more: recall rises, insertion time grows about linearly.</remarks>
    public int BuildWidth { get; init; } = 200;

    /// <summary>Candidates held while searching, "ef", where a search gives none. 1 to 65,536, by default 64; raised to k where k is more.</summary>
    /// <remarks>An average: an easy query holds fewer, a hard one up to 3/2 of it. See docs/Vectors.md.</remarks>
    public int SearchWidth { get; init; } = 64;

    /// <summary>How the traversal measures. By default <see cref="VectorCodes.Int8"/>, whose results are re-ranked exactly.</summary>
    public VectorCodes Codes { get; init; } = VectorCodes.Int8;

    /// <summary>Seed of the layer draw: the same seed and operations give the same graph. By default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Vectors to reserve memory for at the start. 0 to <see cref="MaxCapacity"/>, by default 1,024; grows by doubling.</summary>
    public int InitialCapacity { get; init; } = 1024;

    /// <summary>The most vectors the index may hold. 1 to 1,000,000,000, by default 100,000,000.</summary>
    public int MaxCapacity { get; init; } = 100_000_000;

    /// <summary>Indexes of at most this many vectors are searched exactly, without the graph. 0 to 1,000,000, by default 512.</summary>
    /// <remarks>Measured: below some 500 vectors an exact scan is about as fast as the graph, and misses nothing.</remarks>
    public int ExactBelow { get; init; } = 512;

    internal HnswOptions Validated() // Called by whoever takes the options, at start-up rather than at first use.
    {
        if (!Enum.IsDefined(Metric) || !Enum.IsDefined(Codes))
        {
            throw new ArgumentOutOfRangeException(nameof(Metric), $"Unknown metric {Metric} or codes {Codes}.");
        }

        Check(MaxLinks, 2, 256, nameof(MaxLinks));
        Check(BuildWidth, MaxLinks, MaxWidth, nameof(BuildWidth));
        Check(SearchWidth, 1, MaxWidth, nameof(SearchWidth));
        Check(MaxCapacity, 1, 1_000_000_000, nameof(MaxCapacity));
        Check(InitialCapacity, 0, MaxCapacity, nameof(InitialCapacity));
        Check(ExactBelow, 0, 1_000_000, nameof(ExactBelow));
        return this;
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be from {least} to {most}.");
        }
    }
}
