namespace AiOs;

/// <summary>Finds the pages with the greatest sum over words, reading only what could be among them.</summary>
/// <remarks>
/// Words are ordered by the most they can add. Pages that hold only words which together cannot reach the worst page found so far are never looked
/// at (MaxScore: Turtle and Flood, "Query evaluation: strategies and optimizations", 1995), and neither are blocks of the lists that cannot
/// (block-max). The answer is exactly that of judging every page: sums are made in the order in which the words came.
/// </remarks>
internal sealed class BestPages
{
    private readonly RecallStore _store;
    private readonly PageScorer _scorer;
    private readonly ScoredTerm[] _terms; // In the order of their coming.
    private readonly ScoredTerm[] _ordered; // The least first.
    private readonly float[] _reach; // What a word and all before it in the order can add together.
    private int _firstNeeded; // Words before it cannot make a page worth finding by themselves.
    private float _threshold;

    private BestPages(RecallStore store, IEnumerable<ScoredTerm> terms)
    {
        _store = store;
        _scorer = new PageScorer(store);
        _terms = [.. terms];
        foreach (var term in _terms)
        {
            term.MaxScore = term.Weight * _scorer.Saturate(term.Cursor.MaxOccurrences, term.Cursor.MinLength);
        }

        _ordered = [.. _terms.OrderBy(static term => term.MaxScore)];
        _reach = new float[_ordered.Length];
        for (int i = 0; i < _reach.Length; i++)
        {
            _reach[i] = _ordered[i].MaxScore + (i == 0 ? 0 : _reach[i - 1]);
        }
    }

    /// <summary>Finds the best pages.</summary>
    /// <param name="store">The index.</param>
    /// <param name="terms">The words, each with its cursor before the first page.</param>
    /// <param name="limit">How many pages at most.</param>
    /// <param name="isWanted">Whether a page may be found; asked only for pages that would be.</param>
    /// <returns>The pages with a sum above 0, in no order; of equal sums the older page is better.</returns>
    public static TopPages Find(RecallStore store, IEnumerable<ScoredTerm> terms, int limit, Func<int, bool> isWanted)
    {
        var best = new TopPages(limit);
        new BestPages(store, terms).Run(best, isWanted);
        return best;
    }

    private void Run(TopPages best, Func<int, bool> isWanted)
    {
        int checkedUntil = -1; // Up to here the open blocks are known to be worth reading.
        foreach (var term in _ordered)
        {
            term.Cursor.Next();
        }

        for (int page = NextPage(); page != PostingCursor.End; page = NextPage())
        {
            if (page > checkedUntil)
            {
                float reach = BlockReach(page, out checkedUntil);
                if (IsOutOfReach(reach))
                {
                    SkipTo(checkedUntil == PostingCursor.End ? checkedUntil : checkedUntil + 1);
                    continue;
                }
            }

            if (Judge(page) is var score && score > _threshold && isWanted(page))
            {
                best.Add(page, score);
                if (best.IsFull && best.Worst > _threshold)
                {
                    Raise(best.Worst);
                    checkedUntil = page;
                }
            }

            SkipTo(page + 1);
        }
    }

    private void Raise(float threshold)
    {
        _threshold = threshold;
        while (_firstNeeded < _ordered.Length && IsOutOfReach(_reach[_firstNeeded]))
        {
            _firstNeeded++;
        }
    }

    // Bounds are added up in another order than scores, so the last digits are not compared.
    private bool IsOutOfReach(float reach) => reach * 1.0001f <= _threshold;

    private int NextPage()
    {
        int page = PostingCursor.End;
        for (int i = _firstNeeded; i < _ordered.Length; i++)
        {
            page = Math.Min(page, _ordered[i].Cursor.Page);
        }

        return page;
    }

    // What the blocks around a page allow, and up to which page.
    private float BlockReach(int page, out int until)
    {
        float reach = _firstNeeded == 0 ? 0 : _reach[_firstNeeded - 1];
        until = PostingCursor.End;
        for (int i = _firstNeeded; i < _ordered.Length; i++)
        {
            var block = _ordered[i].Cursor.PeekBlock(page);
            until = Math.Min(until, block.LastPage);
            if (block.LastPage != PostingCursor.End)
            {
                reach += _ordered[i].Weight * _scorer.Saturate(block.MaxOccurrences, block.MinLength);
            }
        }

        return reach;
    }

    private void SkipTo(int page)
    {
        for (int i = _firstNeeded; i < _ordered.Length; i++)
        {
            _ordered[i].Cursor.Seek(page);
        }
    }

    // 0 as soon as the page cannot be among the best.
    private float Judge(int page)
    {
        float reach = _firstNeeded == 0 ? 0 : _reach[_firstNeeded - 1];
        for (int i = _firstNeeded; i < _ordered.Length; i++)
        {
            reach += ScoreAt(_ordered[i], page);
        }

        for (int i = _firstNeeded - 1; i >= 0; i--)
        {
            if (IsOutOfReach(reach))
            {
                return 0;
            }

            _ordered[i].Cursor.Seek(page);
            reach += ScoreAt(_ordered[i], page) - _ordered[i].MaxScore;
        }

        float sum = 0;
        foreach (var term in _terms)
        {
            sum += term.Score;
        }

        return sum;
    }

    private float ScoreAt(ScoredTerm term, int page) =>
        term.Score = term.Cursor.Page == page ? term.Weight * _scorer.Saturate(page, term.Cursor.Occurrences) : 0;
}
