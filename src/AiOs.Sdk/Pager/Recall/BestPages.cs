namespace AiOs;

/// <summary>Finds the pages with the greatest sum over words, reading only what could be among them.</summary>
/// <remarks>
/// Words are ordered by the most they can add. Pages that hold only words which together cannot reach the worst page found so far are never looked
/// at (MaxScore: Turtle and Flood, "Query evaluation: strategies and optimizations", 1995), and neither are blocks of the lists that cannot
/// (block-max). The answer is exactly that of judging every page: sums are made in the order in which the words came. Kept from search to search,
/// so that it is allocated once.
/// </remarks>
internal sealed class BestPages
{
    private ScoredTerm[] _terms = new ScoredTerm[32]; // While searching, those that add least stand first.
    private float[] _reach = new float[32]; // What a word and all before it can add together.
    private float[] _scores = new float[32]; // What each word adds to the page being judged, in the order of their coming.
    private int _count;
    private int _firstNeeded; // Words before it cannot make a page worth finding by themselves.
    private float _threshold;
    private PageScorer _scorer;

    /// <summary>Takes a word.</summary>
    /// <param name="cursor">Where it occurs; before the first page.</param>
    /// <param name="weight">What it counts; above 0.</param>
    public void Add(in PostingCursor cursor, float weight)
    {
        if (_count == _terms.Length)
        {
            Array.Resize(ref _terms, _count * 2);
            Array.Resize(ref _reach, _count * 2);
            Array.Resize(ref _scores, _count * 2);
        }

        _terms[_count] = new ScoredTerm { Cursor = cursor, Weight = weight, Place = _count };
        _count++;
    }

    /// <summary>Finds the best pages for the words taken, and forgets the words.</summary>
    /// <param name="store">The index.</param>
    /// <param name="best">Receives the pages with a sum above 0; of equal sums the older page is better.</param>
    /// <param name="isWanted">Whether a page may be found, asked only for pages that would be; null for all.</param>
    public void Find(RecallStore store, TopPages best, Func<int, bool>? isWanted)
    {
        _scorer = new PageScorer(store);
        _firstNeeded = 0;
        _threshold = 0;
        Order();
        Run(best, isWanted);
        _terms.AsSpan(0, _count).Clear(); // No list of an index that was erased from stays alive here.
        _count = 0;
    }

    private void Order()
    {
        var terms = _terms.AsSpan(0, _count);
        foreach (ref var term in terms)
        {
            term.MaxScore = term.Weight * _scorer.Saturate(term.Cursor.MaxOccurrences, term.Cursor.MinLength);
        }

        terms.Sort(static (a, b) => a.MaxScore != b.MaxScore ? a.MaxScore.CompareTo(b.MaxScore) : a.Place.CompareTo(b.Place));
        float reach = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            _reach[i] = reach += terms[i].MaxScore;
        }
    }

    private void Run(TopPages best, Func<int, bool>? isWanted)
    {
        int checkedUntil = -1; // Up to here the open blocks are known to be worth reading.
        for (int page = SkipTo(0); page != PostingCursor.End;)
        {
            if (page > checkedUntil)
            {
                float reach = BlockReach(page, out checkedUntil);
                if (IsOutOfReach(reach))
                {
                    page = SkipTo(checkedUntil == PostingCursor.End ? checkedUntil : checkedUntil + 1);
                    continue;
                }
            }

            if (Judge(page) is var score && score > _threshold && isWanted?.Invoke(page) != false)
            {
                best.Add(page, score);
                if (best.IsFull && best.Worst > _threshold)
                {
                    Raise(best.Worst);
                    checkedUntil = page;
                }
            }

            page = SkipTo(page + 1);
        }
    }

    private void Raise(float threshold)
    {
        _threshold = threshold;
        while (_firstNeeded < _count && IsOutOfReach(_reach[_firstNeeded]))
        {
            _firstNeeded++;
        }
    }

    // Bounds are added up in another order than scores, so the last digits are not compared.
    private bool IsOutOfReach(float reach) => reach * 1.0001f <= _threshold;

    private Span<ScoredTerm> Needed => _terms.AsSpan(_firstNeeded, _count - _firstNeeded);

    // What the blocks around a page allow, and up to which page.
    private float BlockReach(int page, out int until)
    {
        float reach = _firstNeeded == 0 ? 0 : _reach[_firstNeeded - 1];
        until = PostingCursor.End;
        foreach (ref var term in Needed)
        {
            var block = term.Cursor.PeekBlock(page);
            until = Math.Min(until, block.LastPage);
            if (block.LastPage != PostingCursor.End)
            {
                reach += term.Weight * _scorer.Saturate(block.MaxOccurrences, block.MinLength);
            }
        }

        return reach;
    }

    // Moves to the first page, not before another, that could be among the best.
    private int SkipTo(int page)
    {
        int next = PostingCursor.End;
        foreach (ref var term in Needed)
        {
            int at = term.Cursor.Page;
            next = Math.Min(next, at >= page ? at : term.Cursor.Seek(page));
        }

        return next;
    }

    // 0 as soon as the page cannot be among the best.
    private float Judge(int page)
    {
        ushort length = _scorer.LengthOf(page);
        float reach = _firstNeeded == 0 ? 0 : _reach[_firstNeeded - 1];
        foreach (ref var term in Needed)
        {
            reach += ScoreAt(ref term, page, length);
        }

        for (int i = _firstNeeded - 1; i >= 0; i--)
        {
            if (IsOutOfReach(reach))
            {
                return 0;
            }

            ref var term = ref _terms[i];
            term.Cursor.Seek(page);
            reach += ScoreAt(ref term, page, length) - term.MaxScore;
        }

        float sum = 0;
        foreach (float score in _scores.AsSpan(0, _count))
        {
            sum += score;
        }

        return sum;
    }

    private float ScoreAt(ref ScoredTerm term, int page, ushort length) =>
        _scores[term.Place] = term.Cursor.Page == page ? term.Weight * _scorer.Saturate(term.Cursor.Occurrences, length) : 0;
}
