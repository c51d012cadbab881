namespace AiOs;

/// <summary>A word in a search for the best pages: where it occurs, and what it counts.</summary>
internal struct ScoredTerm
{
    /// <summary>Where the word occurs. A field, because moving a cursor changes it.</summary>
    public PostingCursor Cursor;

    /// <summary>Above 0.</summary>
    public float Weight;

    /// <summary>The most that the word can add to any page.</summary>
    public float MaxScore;

    /// <summary>The word's place among the words as they came.</summary>
    public int Place;
}
