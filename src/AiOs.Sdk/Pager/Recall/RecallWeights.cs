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
        0.1183f,  // BM25 of the page's own words
        -0.0228f, // of the page before
        -0.039f,  // of the page after
        0.04f,    // of the second before
        -0.0404f, // of the second after
        0.1635f,  // of the page before, as far as it asked: this one answers
        0.0691f,  // of the whole session
        0.7832f,  // the session's date is named
        0.4132f,  // the page is by the one author whom the question names
        -1.2168f, // the page only asks
        0.0762f,  // logarithm of the length
        0.1918f,  // words that begin alike
        0.1411f,  // how much of the question the five pages around cover
        1.3102f,  // the question asks when, and the page speaks of time
        0.9617f,  // the question asks how many, and the page has a number
        -0.0145f, // by the named author, times the session
        -0.0794f, // words that mean alike
        0.011f,   // in the pages before and after
        0.0305f,  // the rarest word of the question on the page
        -0.1622f, // root of the page's own BM25
        0.5163f,  // by the named author, who speaks of oneself
        0.6059f,  // one of the first two pages of a session
        0.3287f,  // several pages are asked for: by the named author
        0.0755f,  // words that mean alike
        0.0734f,  // the best first impression of the session
        -0.0732f, // several pages are asked for: the whole session
        -1.0471f, // the session against the best session
        1.6924f,  // rank of the first impression
        1.3754f,  // the five pages around against the best five
        1.3605f,  // words that mean alike, against the best page
        0f,       // how much nearer than the rest its vector is
        0f,       // of the pages before and after
        0f,       // of the session's nearest page
        0f,       // by the named author
        0f,       // against the nearest page
        0.6794f,  // the page speaks of a time that is named
        -0.3946f, // rank of the first impression of the page before
        0.5182f,  // of the page after
        0.6285f,  // of the second before and after
        -1.2466f, // rank of the first impression, of the best few
        0.5132f,  // of many
        1.4144f,  // of the page before, as far as it asked
        0f,       // how near its vector is, times the five pages around against the best five
    ];

    public static readonly float[] WithVectors =
    [
        0.0644f,  // BM25 of the page's own words
        -0.0863f, // of the page before
        -0.053f,  // of the page after
        0.0405f,  // of the second before
        -0.0156f, // of the second after
        0.2672f,  // of the page before, as far as it asked: this one answers
        0.082f,   // of the whole session
        0.8866f,  // the session's date is named
        0.355f,   // the page is by the one author whom the question names
        -1.0073f, // the page only asks
        0.3472f,  // logarithm of the length
        0.1215f,  // words that begin alike
        0.1571f,  // how much of the question the five pages around cover
        1.3608f,  // the question asks when, and the page speaks of time
        1.0434f,  // the question asks how many, and the page has a number
        -0.0165f, // by the named author, times the session
        -0.1044f, // words that mean alike
        0.0106f,  // in the pages before and after
        0.0259f,  // the rarest word of the question on the page
        -0.1858f, // root of the page's own BM25
        0.6544f,  // by the named author, who speaks of oneself
        0.5309f,  // one of the first two pages of a session
        0.4428f,  // several pages are asked for: by the named author
        0.0761f,  // words that mean alike
        0.0645f,  // the best first impression of the session
        -0.0688f, // several pages are asked for: the whole session
        -1.0088f, // the session against the best session
        1.8721f,  // rank of the first impression
        1.1835f,  // the five pages around against the best five
        1.3215f,  // words that mean alike, against the best page
        -0.6492f, // how much nearer than the rest its vector is
        2.0355f,  // of the pages before and after
        0.5435f,  // of the session's nearest page
        0.1983f,  // by the named author
        0.822f,   // against the nearest page
        0.6278f,  // the page speaks of a time that is named
        0f,       // rank of the first impression of the page before
        0f,       // of the page after
        0f,       // of the second before and after
        0f,       // rank of the first impression, of the best few
        0f,       // of many
        0f,       // of the page before, as far as it asked
        0f,       // how near its vector is, times the five pages around against the best five
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
