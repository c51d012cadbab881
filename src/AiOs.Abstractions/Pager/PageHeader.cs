namespace AiOs;

/// <summary>What a record says of its page before the messages begin.</summary>
internal readonly record struct PageHeader
{
    public required PageKind Kind { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Source { get; init; }

    public required string Key { get; init; }

    public required SecurityLabel Label { get; init; }

    public required PageId[] Covers { get; init; }
}
