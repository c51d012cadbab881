namespace AiOs;

/// <summary>What to look for in a recall index.</summary>
public sealed record RecallQuery
{
    /// <summary>Gets the question or words, as they were said. Empty finds nothing unless a time range is given.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the most pages to return. 1 to 1,000, by default 10.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Gets the time at which the question is asked, for words like "last week"; null when unknown.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Gets the earliest time of pages to return; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the time before which pages must lie; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Gets the principal who asks: pages that it may not read take no part. Null for one that nobody knows.</summary>
    public string? Reader { get; init; }

    /// <summary>Gets the only pages that may be returned; null for all. Where they are few, a search looks at nothing else.</summary>
    public IReadOnlyCollection<PageId>? Among { get; init; }

    /// <summary>Gets which pages may be returned, judged before the limit is applied; null for all.</summary>
    public Func<PageId, bool>? Filter { get; init; }
}
