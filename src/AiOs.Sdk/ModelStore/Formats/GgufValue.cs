namespace AiOs;

/// <summary>One value of a GGUF file's metadata. One member is set, by its type; a list keeps its length only.</summary>
public readonly record struct GgufValue
{
    /// <summary>Gets the text, for a string.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the number, for every integer type and, as 0 or 1, for a truth value.</summary>
    public long? Integer { get; init; }

    /// <summary>Gets the number, for both floating-point types.</summary>
    public double? Real { get; init; }

    /// <summary>Gets the number of elements, for a list.</summary>
    public long? Count { get; init; }
}
