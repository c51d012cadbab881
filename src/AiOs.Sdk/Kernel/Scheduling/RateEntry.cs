namespace AiOs;

/// <summary>A call that began within the last minute.</summary>
internal sealed class RateEntry(long ticks, long tokens)
{
    public long Ticks { get; } = ticks;

    public long Tokens { get; set; } = tokens;
}
