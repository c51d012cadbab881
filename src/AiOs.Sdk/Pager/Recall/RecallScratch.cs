namespace AiOs;

/// <summary>The sums of one search over the pages that it looks at, which stand in runs of whole sessions.</summary>
/// <remarks>Places count through the runs: the first page of the first run has place 0. Kept from search to search, so that it is allocated once.</remarks>
internal sealed class RecallScratch
{
    private readonly List<(int FirstPage, int End, int Place)> _runs = [];

    /// <summary>Gets how many pages are looked at.</summary>
    public int Count { get; private set; }

    public int SessionCount { get; private set; }

    public float[] Own { get; private set; } = [];

    public float[] Related { get; private set; } = [];

    public float[] Concept { get; private set; } = [];

    /// <summary>Gets a sum for one word of the question; all 0 between words.</summary>
    public float[] Word { get; private set; } = [];

    public float[] Rarest { get; private set; } = [];

    /// <summary>Gets how much nearer than the rest each page is to the question; 0 where vectors say nothing.</summary>
    public float[] Dense { get; private set; } = [];

    public ulong[] Mask { get; private set; } = [];

    /// <summary>Gets which of the sessions looked at each page is in.</summary>
    public int[] SessionOf { get; private set; } = [];

    public float[] SessionScore { get; private set; } = [];

    public float[] SessionTop { get; private set; } = [];

    public float[] SessionDense { get; private set; } = [];

    public int[] SessionOccurrences { get; private set; } = [];

    public IReadOnlyList<(int FirstPage, int End, int Place)> Runs => _runs;

    /// <summary>Clears everything, and chooses the pages to look at.</summary>
    /// <param name="store">The index.</param>
    /// <param name="sessions">Whole sessions, ascending, none twice.</param>
    public void Begin(RecallStore store, IReadOnlyList<int> sessions)
    {
        _runs.Clear();
        Count = 0;
        SessionCount = sessions.Count;
        foreach (int number in sessions)
        {
            ref var session = ref store.Sessions[number];
            int end = session.FirstPage + session.Pages;
            if (_runs.Count > 0 && _runs[^1].End == session.FirstPage)
            {
                _runs[^1] = _runs[^1] with { End = end };
            }
            else
            {
                _runs.Add((session.FirstPage, end, Count));
            }

            Count += session.Pages;
        }

        Resize();
        int place = 0;
        for (int session = 0; session < sessions.Count; session++)
        {
            int pages = store.Sessions[sessions[session]].Pages;
            SessionOf.AsSpan(place, pages).Fill(session);
            place += pages;
        }
    }

    /// <summary>Finds the place of a page.</summary>
    /// <returns>The place, or -1 for a page that is not looked at.</returns>
    public int PlaceOf(int page)
    {
        int low = 0;
        int high = _runs.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            var (first, end, place) = _runs[middle];
            if (page < first)
            {
                high = middle - 1;
            }
            else if (page >= end)
            {
                low = middle + 1;
            }
            else
            {
                return place + page - first;
            }
        }

        return -1;
    }

    private void Resize()
    {
        if (Own.Length < Count)
        {
            int size = Math.Max(64, Count + (Count / 4));
            (Own, Related, Concept, Word) = (new float[size], new float[size], new float[size], new float[size]);
            (Rarest, Dense, Mask, SessionOf) = (new float[size], new float[size], new ulong[size], new int[size]);
        }
        else
        {
            foreach (float[] sums in (float[][])[Own, Related, Concept, Rarest, Dense])
            {
                sums.AsSpan(0, Count).Clear();
            }

            Mask.AsSpan(0, Count).Clear();
        }

        if (SessionScore.Length < SessionCount)
        {
            int size = Math.Max(16, SessionCount + (SessionCount / 4));
            (SessionScore, SessionTop, SessionDense) = (new float[size], new float[size], new float[size]);
            SessionOccurrences = new int[size];
        }
        else
        {
            SessionScore.AsSpan(0, SessionCount).Clear();
            SessionTop.AsSpan(0, SessionCount).Clear();
            SessionDense.AsSpan(0, SessionCount).Clear();
        }
    }
}
