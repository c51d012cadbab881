namespace AiOs;

/// <summary>What a search sums up for each place before it makes signs of it.</summary>
internal enum RecallColumn
{
    /// <summary>BM25 of the page's own words.</summary>
    Own,

    /// <summary>Of words that begin alike.</summary>
    Related,

    /// <summary>Of words that mean alike.</summary>
    Concept,

    /// <summary>Of words that mean like one word of the question; all 0 between words.</summary>
    Word,

    /// <summary>The weight of the rarest word of the question on the page.</summary>
    Rarest,

    /// <summary>How much nearer than the rest the page's vector is to the question; 0 where vectors say nothing.</summary>
    Dense,

    /// <summary>What the page's length adds below the line of BM25.</summary>
    Norm,

    /// <summary>The first impression.</summary>
    Impression,

    /// <summary>The page's own words and its neighbours', weighed by nearness.</summary>
    Window,

    /// <summary>The weighted sum of the signs.</summary>
    Score,

    /// <summary>The signs of <see cref="RecallSigns"/> begin here.</summary>
    Count,
}
