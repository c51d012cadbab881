namespace AiOs;

/// <summary>Settings of <see cref="ModelPageSummarizer"/>. Immutable; invalid ones cannot be used to create one.</summary>
public sealed record ModelSummarizerOptions
{
    /// <summary>Gets the most that the model's words can be trusted, whatever they summarise. By default not at all.</summary>
    /// <remarks>A model can be talked into anything by what it reads. Who trusts it like the pages themselves says <see cref="Integrity.System"/>.</remarks>
    public Integrity Integrity { get; init; } = Integrity.Untrusted;

    /// <summary>Gets the most characters of pages that go into one request; what is beyond is left out. 256 to 1,000,000, by default 48,000.</summary>
    public int MaxCharacters { get; init; } = 48_000;

    /// <summary>Gets how long the model may take. Above 0 up to 1 hour, by default 2 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets how the pages' text is marked as data. By default by delimiters.</summary>
    public SpotlightMode Spotlighting { get; init; } = SpotlightMode.Delimiting;

    internal ModelSummarizerOptions Validated()
    {
        if (!Enum.IsDefined(Integrity))
        {
            throw new ArgumentOutOfRangeException(nameof(Integrity), Integrity, "There is no such integrity.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCharacters, 256);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxCharacters, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromHours(1));
        return this;
    }
}
