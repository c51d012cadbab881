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
        0.085f,   // BM25 of the page's own words
        -0.0164f, // of the page before
        -0.0305f, // of the page after
        0.0403f,  // of the second before
        -0.0309f, // of the second after
        0.1583f,  // of the page before, as far as it asked: this one answers
        0.071f,   // of the whole session
        0.8013f,  // the session's date is named
        0.336f,   // the page is by the one author whom the question names
        -1.1083f, // the page only asks
        0.0651f,  // logarithm of the length
        0.1794f,  // words that begin alike
        0.1375f,  // how much of the question the five pages around cover
        1.271f,   // the question asks when, and the page speaks of time
        0.9232f,  // the question asks how many, and the page has a number
        -0.0154f, // by the named author, times the session
        -0.0793f, // words that mean alike
        0.015f,   // in the pages before and after
        0.038f,   // the rarest word of the question on the page
        -0.0942f, // root of the page's own BM25
        0.5083f,  // by the named author, who speaks of oneself
        0.5412f,  // one of the first two pages of a session
        0.3045f,  // several pages are asked for: by the named author
        0.077f,   // words that mean alike
        0.0755f,  // the best first impression of the session
        -0.0687f, // several pages are asked for: the whole session
        -0.7832f, // the session against the best session
        1.0116f,  // rank of the first impression
        1.1907f,  // the five pages around against the best five
        1.305f,   // words that mean alike, against the best page
        0f,       // how much nearer than the rest its vector is
        0f,       // of the pages before and after
        0f,       // of the session's nearest page
        0f,       // by the named author
        0f,       // against the nearest page
        0.6892f,  // the page speaks of a time that is named
        -0.5005f, // rank of the first impression of the page before
        0.3378f,  // of the page after
        0.5766f,  // of the second before and after
        1.4034f,  // of the page before, as far as it asked
        0f,       // how near its vector is, times the five pages around against the best five
    ];

    public static readonly float[] WithVectors =
    [
        0.1025f,  // BM25 of the page's own words
        -0.0585f, // of the page before
        -0.0733f, // of the page after
        0.0286f,  // of the second before
        -0.0401f, // of the second after
        0.1756f,  // of the page before, as far as it asked: this one answers
        0.0649f,  // of the whole session
        0.9062f,  // the session's date is named
        0.3477f,  // the page is by the one author whom the question names
        -1.0388f, // the page only asks
        0.3769f,  // logarithm of the length
        0.1332f,  // words that begin alike
        0.1478f,  // how much of the question the five pages around cover
        1.3905f,  // the question asks when, and the page speaks of time
        1.0389f,  // the question asks how many, and the page has a number
        -0.0146f, // by the named author, times the session
        -0.097f,  // words that mean alike
        0.0029f,  // in the pages before and after
        -0.0133f, // the rarest word of the question on the page
        -0.1721f, // root of the page's own BM25
        0.6483f,  // by the named author, who speaks of oneself
        0.6123f,  // one of the first two pages of a session
        0.378f,   // several pages are asked for: by the named author
        0.0771f,  // words that mean alike
        0.0644f,  // the best first impression of the session
        -0.0702f, // several pages are asked for: the whole session
        -0.808f,  // the session against the best session
        1.1478f,  // rank of the first impression
        2.0636f,  // the five pages around against the best five
        1.2831f,  // words that mean alike, against the best page
        4.1198f,  // how much nearer than the rest its vector is
        1.5866f,  // of the pages before and after
        0.5523f,  // of the session's nearest page
        0.1712f,  // by the named author
        0.6814f,  // against the nearest page
        0.6354f,  // the page speaks of a time that is named
        -0.2037f, // rank of the first impression of the page before
        0.5844f,  // of the page after
        0.4524f,  // of the second before and after
        0.9932f,  // of the page before, as far as it asked
        -6.6551f, // how near its vector is, times the five pages around against the best five
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
