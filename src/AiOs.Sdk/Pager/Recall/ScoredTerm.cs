namespace AiOs;

/// <summary>A word in a search for the best pages: where it occurs, and what it counts.</summary>
/// <param name="Cursor">Stands before its first page.</param>
/// <param name="Weight">Above 0.</param>
internal sealed record ScoredTerm(PostingCursor Cursor, float Weight)
{
    /// <summary>Gets the most that the word can add to any page.</summary>
    public float MaxScore { get; set; }

    /// <summary>Gets what the word adds to the page being judged.</summary>
    public float Score { get; set; }
}
