namespace AiOs;

/// <summary>Settings of a <see cref="DocumentReader"/>. Immutable.</summary>
public sealed record DocumentReaderOptions
{
    /// <summary>Gets the length that a page aims at, in characters. 100 to 100,000, by default 700: about 170 tokens of prose.</summary>
    /// <remarks>A page ends at a heading or a blank line near this length, and in any case at twice this length.</remarks>
    public int PageCharacters { get; init; } = 700;

    /// <summary>Gets the largest file that is read, in bytes. By default 256 MiB.</summary>
    public long MaxFileBytes { get; init; } = 256L << 20;

    /// <summary>Gets the endings of files that are read from a folder, with the dot; a file named by itself may have any.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [".md", ".markdown", ".txt", ".text", ".rst", ".jsonl"];

    /// <summary>Gets the label of what is read. By default untrusted: anybody may have written a file.</summary>
    public SecurityLabel Label { get; init; } = SecurityLabel.Untrusted;

    internal DocumentReaderOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(PageCharacters, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageCharacters, 100_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFileBytes);
        ArgumentNullException.ThrowIfNull(Extensions);
        ArgumentNullException.ThrowIfNull(Label);
        return this;
    }
}
