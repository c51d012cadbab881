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
        0.1205f,  // BM25 of the page's own words
        -0.0644f, // of the page before
        -0.0793f, // of the page after
        0.0273f,  // of the second before
        -0.0477f, // of the second after
        0.1827f,  // of the page before, as far as it asked: this one answers
        0.0627f,  // of the whole session
        0.8644f,  // the session's date is named
        0.3562f,  // the page is by the one author whom the question names
        -1.1004f, // the page only asks
        0.3871f,  // logarithm of the length
        0.1419f,  // words that begin alike
        0.1521f,  // how much of the question the five pages around cover
        1.4045f,  // the question asks when, and the page speaks of time
        1.0612f,  // the question asks how many, and the page has a number
        -0.0132f, // by the named author, times the session
        -0.099f,  // words that mean alike
        0.0005f,  // in the pages before and after
        -0.0103f, // the rarest word of the question on the page
        -0.2288f, // root of the page's own BM25
        0.6596f,  // by the named author, who speaks of oneself
        0.6503f,  // one of the first two pages of a session
        0.4004f,  // several pages are asked for: by the named author
        0.0739f,  // words that mean alike
        0.0635f,  // the best first impression of the session
        -0.0736f, // several pages are asked for: the whole session
        -1.0338f, // the session against the best session
        1.5406f,  // rank of the first impression
        1.9574f,  // the five pages around against the best five
        1.3301f,  // words that mean alike, against the best page
        3.1687f,  // how much nearer than the rest its vector is
        1.4399f,  // of the pages before and after
        0.6308f,  // of the session's nearest page
        0.2311f,  // by the named author
        0.716f,   // against the nearest page
        0.6234f,  // the page speaks of a time that is named
        -0.1128f, // rank of the first impression of the page before
        0.7192f,  // of the page after
        0.4642f,  // of the second before and after
        -1.0733f, // rank of the first impression, of the best few
        0.8218f,  // of many
        1.0049f,  // of the page before, as far as it asked
        -4.9867f, // how near its vector is, times the five pages around against the best five
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
