namespace AiOs;

/// <summary>What a call of a tool gave.</summary>
public sealed record ToolResult
{
    /// <summary>Gets the text for the model: the result, or what went wrong and what to do.</summary>
    public required string Text { get; init; }

    /// <summary>Gets how the call ended.</summary>
    public ToolOutcome Outcome { get; init; }

    /// <summary>Gets the characters of the whole result, before the output limit.</summary>
    public required long TotalCharacters { get; init; }

    /// <summary>Gets a value indicating whether the text was cut at the tool's output limit.</summary>
    public bool IsTruncated => TotalCharacters > Text.Length && Outcome == ToolOutcome.Succeeded;

    /// <summary>Gets the trust in the text.</summary>
    public required SecurityLabel Label { get; init; }
}
