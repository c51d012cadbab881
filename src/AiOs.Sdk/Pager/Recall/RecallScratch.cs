namespace AiOs;

/// <summary>What one search works with: its question, the pages that it looks at, and what was summed up for each.</summary>
/// <remarks>
/// <para>
/// Pages stand at places, a column of numbers for each thing that is known of them, so that whole columns are worked on at once. Pages next to
/// each other in one session have places next to each other; everywhere else at least <see cref="Reach"/> empty places lie between, so that the
/// neighbour of a page that has none there is an empty place, of which everything is 0.
/// </para>
/// <para>Kept from search to search, so that it is allocated once.</para>
/// </remarks>
internal sealed class RecallScratch
{
    /// <summary>How many neighbours on each side say something about a page.</summary>
    public const int Reach = 2;

    private readonly List<RecallRun> _runs = [];
    private readonly List<int> _sessions = []; // Their numbers in the index.
    private float[] _columns = [];
    private int _columnLength;

    public RecallQuestion Question { get; } = new();

    public BestPages Search { get; } = new();

    public TopPages Best { get; } = new();

    public RecallCandidates Candidates { get; } = new();

    /// <summary>Gets the ranked candidates while some are chosen.</summary>
    public RankedPages Ranked { get; } = new();

    /// <summary>Gets the pages chosen so far.</summary>
    public List<(int Page, float Score)> Taken { get; } = [];

    /// <summary>Gets those of the pages chosen that say that something is not as it was.</summary>
    public List<int> Changes { get; } = [];

    /// <summary>Gets the ranked pages that are compared while some are chosen, in the order of their ranks.</summary>
    public List<(int Page, float Score)> Waiting { get; } = [];

    /// <summary>Gets how many pages were chosen from each session.</summary>
    public Dictionary<int, int> Crowds { get; } = [];

    /// <summary>Gets how many places there are, empty ones included: <see cref="Reach"/> in front and behind at least.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<int> Sessions => _sessions;

    public ulong[] Mask { get; private set; } = [];

    /// <summary>Gets which places are candidates; the others are only looked at for their neighbours' sake.</summary>
    public bool[] IsCandidate { get; private set; } = [];

    public float[] SessionScore { get; private set; } = [];

    public float[] SessionTop { get; private set; } = [];

    public float[] SessionDense { get; private set; } = [];

    public float[] SessionCalendar { get; private set; } = [];

    public ReadOnlySpan<RecallRun> Runs => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_runs);

    /// <summary>Gives a column over all places.</summary>
    public Span<float> this[RecallColumn column] => _columns.AsSpan((int)column * _columnLength, Count);

    /// <summary>Gives a sign of all places.</summary>
    public Span<float> Sign(int sign) => this[RecallColumn.Count + sign];

    /// <summary>Gives a column of all places but the outermost empty ones, or that of their neighbours at a distance.</summary>
    public Span<float> Inner(RecallColumn column, int distance = 0) => this[column].Slice(Reach + distance, Count - (2 * Reach));

    /// <summary>Chooses the pages to look at: the candidates with their neighbours. What is summed up is 0 afterwards.</summary>
    public void Begin(RecallStore store)
    {
        _runs.Clear();
        _sessions.Clear();
        Count = Reach;
        foreach (var (first, end) in Candidates.Ranges)
        {
            for (int page = first; page < end;)
            {
                page = AddRun(store, page, end);
            }
        }

        Resize();
        foreach (var (first, end) in Candidates.Ranges)
        {
            for (int page = first; page < end;)
            {
                var run = Runs[FindRun(page)];
                int upTo = Math.Min(end, run.End);
                IsCandidate.AsSpan(run.Place + page - run.FirstPage, upTo - page).Fill(true);
                page = upTo;
            }
        }
    }

    /// <summary>Finds the place of a page.</summary>
    /// <returns>The place, or -1 for a page that is not looked at.</returns>
    public int PlaceOf(int page) => FindRun(page) is >= 0 and var run ? Runs[run].Place + page - Runs[run].FirstPage : -1;

    // The candidates of one session with their neighbours, beside or joined to the run before.
    private int AddRun(RecallStore store, int page, int end)
    {
        int number = store.Documents[page].Session;
        ref var session = ref store.Sessions[number];
        int sessionEnd = session.FirstPage + session.Pages;
        end = Math.Min(end, sessionEnd);
        int from = Math.Max(session.FirstPage, page - Reach);
        int to = Math.Min(sessionEnd, end + Reach);
        bool isNew = _sessions.Count == 0 || _sessions[^1] != number;
        if (isNew)
        {
            _sessions.Add(number);
        }

        if (!isNew && _runs[^1].End >= from)
        {
            Count += Math.Max(0, to - _runs[^1].End);
            _runs[^1] = _runs[^1] with { End = Math.Max(to, _runs[^1].End) };
            return end;
        }

        Count += _runs.Count == 0 ? 0 : Reach;
        _runs.Add(new RecallRun(from, to, _sessions.Count - 1, Count));
        Count += to - from;
        return end;
    }

    private int FindRun(int page)
    {
        var runs = Runs;
        int low = 0;
        int high = runs.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (page < runs[middle].FirstPage)
            {
                high = middle - 1;
            }
            else if (page >= runs[middle].End)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }

    private void Resize()
    {
        Count += Reach;
        if (_columnLength < Count)
        {
            _columnLength = Math.Max(64, Count + (Count / 4));
            _columns = new float[((int)RecallColumn.Count + RecallSigns.Count) * _columnLength];
            Mask = new ulong[_columnLength];
            IsCandidate = new bool[_columnLength];
        }
        else
        {
            for (var column = RecallColumn.Own; column < RecallColumn.Norm; column++)
            {
                this[column].Clear(); // The others are written whole before they are read.
            }

            Mask.AsSpan(0, Count).Clear();
            IsCandidate.AsSpan(0, Count).Clear();
        }

        if (SessionScore.Length < _sessions.Count)
        {
            int size = Math.Max(16, _sessions.Count + (_sessions.Count / 4));
            (SessionScore, SessionTop) = (new float[size], new float[size]);
            (SessionDense, SessionCalendar) = (new float[size], new float[size]);
        }
        else
        {
            SessionScore.AsSpan(0, _sessions.Count).Clear();
            SessionTop.AsSpan(0, _sessions.Count).Clear();
            SessionDense.AsSpan(0, _sessions.Count).Clear();
            SessionCalendar.AsSpan(0, _sessions.Count).Clear();
        }
    }
}
