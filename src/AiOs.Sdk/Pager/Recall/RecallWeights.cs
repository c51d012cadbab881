namespace AiOs;

/// <summary>What each sign that a page answers a question is worth, in the order in which <see cref="RecallSigns"/> writes them.</summary>
/// <remarks>
/// Fitted by <c>evals recall-fit</c>; docs/Recall.md says on what, and what conversations get that took no part. Signs overlap, so that a weight
/// by itself says little: some of the negative ones take back what another sign gives.
/// </remarks>
internal static class RecallWeights
{
    public static readonly float[] Lexical =
    [
        0.0851f,  // BM25 of the page's own words
        -0.0166f, // of the page before
        -0.0293f, // of the page after
        0.0396f,  // of the second before
        -0.0309f, // of the second after
        0.1606f,  // of the page before, as far as it asked: this one answers
        0.0795f,  // of the whole session
        0.7991f,  // the session's date is named
        0.2938f,  // the page is by the one author whom the question names
        -1.0952f, // the page only asks
        0.064f,   // logarithm of the length
        0.1778f,  // words that begin alike
        0.1361f,  // how much of the question the five pages around cover
        1.2867f,  // the question asks when, and the page speaks of time
        0.938f,   // the question asks how many, and the page has a number
        -0.0152f, // by the named author, times the session
        -0.0833f, // words that mean alike
        0.0149f,  // in the pages before and after
        0.0399f,  // the rarest word of the question on the page
        -0.0923f, // root of the page's own BM25
        0.5061f,  // by the named author, who speaks of oneself
        0.5402f,  // one of the first two pages of a session
        0.352f,   // several pages are asked for: by the named author
        0.0608f,  // words that mean alike
        0.0778f,  // the best first impression of the session
        -0.068f,  // several pages are asked for: the whole session
        -0.8245f, // the session against the best session
        0.9966f,  // rank of the first impression
        1.1813f,  // the five pages around against the best five
        1.316f,   // words that mean alike, against the best page
        0f,       // how much nearer than the rest its vector is
        0f,       // of the pages before and after
        0f,       // of the session's nearest page
        0f,       // by the named author
        0f,       // against the nearest page
        0.6956f,  // the page speaks of a time that is named
        -0.4905f, // rank of the first impression of the page before
        0.3176f,  // of the page after
        0.584f,   // of the second before and after
        1.3939f,  // of the page before, as far as it asked
        0f,       // how near its vector is, times the five pages around against the best five
    ];

    public static readonly float[] WithVectors =
    [
        0.1038f,  // BM25 of the page's own words
        -0.0584f, // of the page before
        -0.0721f, // of the page after
        0.0286f,  // of the second before
        -0.039f,  // of the second after
        0.1777f,  // of the page before, as far as it asked: this one answers
        0.0734f,  // of the whole session
        0.9064f,  // the session's date is named
        0.3071f,  // the page is by the one author whom the question names
        -1.0265f, // the page only asks
        0.3763f,  // logarithm of the length
        0.1311f,  // words that begin alike
        0.1455f,  // how much of the question the five pages around cover
        1.4037f,  // the question asks when, and the page speaks of time
        1.0457f,  // the question asks how many, and the page has a number
        -0.0145f, // by the named author, times the session
        -0.103f,  // words that mean alike
        0.0026f,  // in the pages before and after
        -0.0114f, // the rarest word of the question on the page
        -0.1724f, // root of the page's own BM25
        0.6497f,  // by the named author, who speaks of oneself
        0.6079f,  // one of the first two pages of a session
        0.4488f,  // several pages are asked for: by the named author
        0.0615f,  // words that mean alike
        0.0664f,  // the best first impression of the session
        -0.0705f, // several pages are asked for: the whole session
        -0.8357f, // the session against the best session
        1.1392f,  // rank of the first impression
        2.0409f,  // the five pages around against the best five
        1.3151f,  // words that mean alike, against the best page
        4.0949f,  // how much nearer than the rest its vector is
        1.6005f,  // of the pages before and after
        0.4726f,  // of the session's nearest page
        0.1483f,  // by the named author
        0.7016f,  // against the nearest page
        0.6421f,  // the page speaks of a time that is named
        -0.1896f, // rank of the first impression of the page before
        0.567f,   // of the page after
        0.4481f,  // of the second before and after
        0.99f,    // of the page before, as far as it asked
        -6.6351f, // how near its vector is, times the five pages around against the best five
    ];

    /// <summary>For pieces of documents, with vectors or without: what a piece says itself, and little of what stands around it.</summary>
    /// <remarks>Not fitted: chosen by hand on known pages of documentation, and scaled to stand beside what was said.</remarks>
    public static readonly (int Sign, float Weight)[] Documents =
    [
        (0, 0.35f),  // BM25 of the page's own words
        (7, 0.8f),   // the session's date is named
        (11, 0.15f), // words that begin alike
        (12, 0.17f), // how much of the question the five pages around cover
        (29, 0.4f),  // words that mean alike, against the best page
        (30, 8),     // how much nearer than the rest its vector is
        (34, 1),     // against the nearest page
        (35, 0.68f), // the page speaks of a time that is named
    ];
}
