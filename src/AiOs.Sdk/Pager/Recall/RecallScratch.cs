namespace AiOs;

/// <summary>The sums of one search, a place a page: cleared by what was touched, so that a search costs what it finds.</summary>
internal sealed class RecallScratch
{
    public float[] Own { get; private set; } = [];

    public float[] Fuzzy { get; private set; } = [];

    /// <summary>Gets how much nearer than the rest each page is to the question; 0 where vectors say nothing.</summary>
    public float[] Dense { get; private set; } = [];

    public ulong[] Mask { get; private set; } = [];

    public float[] SessionScore { get; private set; } = [];

    public List<int> Touched { get; } = [];

    public List<int> TouchedSessions { get; } = [];

    public void Resize(int pages, int sessions)
    {
        if (Own.Length < pages)
        {
            int size = Math.Max(64, pages + (pages / 4));
            Own = new float[size];
            Fuzzy = new float[size];
            Dense = new float[size];
            Mask = new ulong[size];
        }

        if (SessionScore.Length < sessions)
        {
            SessionScore = new float[Math.Max(16, sessions + (sessions / 4))];
        }
    }

    public void SetDense(int page, float nearness)
    {
        Touched.Add(page);
        Dense[page] = nearness;
    }

    public void Clear()
    {
        foreach (int page in Touched)
        {
            Own[page] = 0;
            Fuzzy[page] = 0;
            Dense[page] = 0;
            Mask[page] = 0;
        }

        foreach (int session in TouchedSessions)
        {
            SessionScore[session] = 0;
        }

        Touched.Clear();
        TouchedSessions.Clear();
    }
}
