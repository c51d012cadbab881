namespace AiOs;

/// <summary>What each sign that a page answers a question is worth. See docs/Recall.md for how they were found.</summary>
internal static class RecallWeights
{
    public const int Count = 21;

    // In the order in which RecallSearch.Describe writes them.
    public static readonly float[] Values =
    [
        1.0f,    // BM25 of the page's own words
        0.48f,   // of the page before
        0.375f,  // of the page after
        0.41f,   // of the second before
        0.156f,  // of the second after
        0.51f,   // of the page before, as far as it asked: this one answers
        0.47f,   // of the whole session
        2.05f,   // the session's date is named
        2.56f,   // the page is by the one author whom the question names
        -3.2f,   // the page itself only asks
        -0.256f, // and repeats the question's words
        0.16f,   // logarithm of the length
        0.56f,   // words that begin alike
        0.108f,  // in the pages before and after
        0.16f,   // how much of the question the five pages around cover
        0.8f,    // the question asks when, and the page speaks of time
        0.8f,    // the question asks how many, and the page has a number
        0.043f,  // by the named author, times the session
        0.05f,   // by the named author, times the page
        20f,     // how much nearer than the rest its vector is
        4f,      // of the pages before and after
    ];
}
