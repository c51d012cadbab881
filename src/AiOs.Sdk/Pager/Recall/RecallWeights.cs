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
        0.086f,   // BM25 of the page's own words
        -0.0161f, // of the page before
        -0.029f,  // of the page after
        0.0403f,  // of the second before
        -0.0304f, // of the second after
        0.1605f,  // of the page before, as far as it asked: this one answers
        0.0794f,  // of the whole session
        0.8047f,  // the session's date is named
        0.2914f,  // the page is by the one author whom the question names
        -1.0915f, // the page only asks
        0.066f,   // logarithm of the length
        0.177f,   // words that begin alike
        0.136f,   // how much of the question the five pages around cover
        1.2858f,  // the question asks when, and the page speaks of time
        0.9405f,  // the question asks how many, and the page has a number
        -0.0152f, // by the named author, times the session
        -0.0836f, // words that mean alike
        0.015f,   // in the pages before and after
        0.0395f,  // the rarest word of the question on the page
        -0.0925f, // root of the page's own BM25
        0.5058f,  // by the named author, who speaks of oneself
        0.5394f,  // one of the first two pages of a session
        0.3518f,  // several pages are asked for: by the named author
        0.0607f,  // words that mean alike
        0.0778f,  // the best first impression of the session
        -0.0681f, // several pages are asked for: the whole session
        -0.8205f, // the session against the best session
        1.022f,   // rank of the first impression
        1.1636f,  // the five pages around against the best five
        1.317f,   // words that mean alike, against the best page
        0f,       // how much nearer than the rest its vector is
        0f,       // of the pages before and after
        0f,       // of the session's nearest page
        0f,       // by the named author
        0f,       // against the nearest page
        0.6913f,  // the page speaks of a time that is named
        -0.5011f, // rank of the first impression of the page before
        0.3177f,  // of the page after
        0.5748f,  // of the second before and after
        1.3909f,  // of the page before, as far as it asked
        0f,       // how near its vector is, times the five pages around against the best five
    ];

    public static readonly float[] WithVectors =
    [
        0.1044f,  // BM25 of the page's own words
        -0.0579f, // of the page before
        -0.072f,  // of the page after
        0.0291f,  // of the second before
        -0.0388f, // of the second after
        0.1775f,  // of the page before, as far as it asked: this one answers
        0.0734f,  // of the whole session
        0.912f,   // the session's date is named
        0.3077f,  // the page is by the one author whom the question names
        -1.0248f, // the page only asks
        0.3779f,  // logarithm of the length
        0.1307f,  // words that begin alike
        0.1454f,  // how much of the question the five pages around cover
        1.4027f,  // the question asks when, and the page speaks of time
        1.0471f,  // the question asks how many, and the page has a number
        -0.0145f, // by the named author, times the session
        -0.1032f, // words that mean alike
        0.0026f,  // in the pages before and after
        -0.0121f, // the rarest word of the question on the page
        -0.1714f, // root of the page's own BM25
        0.6495f,  // by the named author, who speaks of oneself
        0.6087f,  // one of the first two pages of a session
        0.4482f,  // several pages are asked for: by the named author
        0.0615f,  // words that mean alike
        0.0663f,  // the best first impression of the session
        -0.0705f, // several pages are asked for: the whole session
        -0.8308f, // the session against the best session
        1.1483f,  // rank of the first impression
        2.0308f,  // the five pages around against the best five
        1.3168f,  // words that mean alike, against the best page
        4.1028f,  // how much nearer than the rest its vector is
        1.6037f,  // of the pages before and after
        0.4778f,  // of the session's nearest page
        0.1452f,  // by the named author
        0.6949f,  // against the nearest page
        0.6374f,  // the page speaks of a time that is named
        -0.199f,  // rank of the first impression of the page before
        0.5688f,  // of the page after
        0.4456f,  // of the second before and after
        0.9901f,  // of the page before, as far as it asked
        -6.6342f, // how near its vector is, times the five pages around against the best five
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
