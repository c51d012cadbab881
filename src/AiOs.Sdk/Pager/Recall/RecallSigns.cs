using System.Numerics;

namespace AiOs;

/// <summary>Describes candidates by numbers, each a reason for or against bringing a page back. See docs/Recall.md.</summary>
internal readonly ref struct RecallSigns
{
    public const int Count = 36;
    private const int Reach = 2; // How many neighbours on each side say something about a page.
    private readonly RecallStore _store;
    private readonly RecallScratch _scratch;
    private readonly RecallQuestion _question;
    private readonly IReadOnlyList<int> _sessions;
    private readonly RecallCalendar _calendar;

    public RecallSigns(RecallStore store, RecallScratch scratch, RecallQuestion question, IReadOnlyList<int> sessions)
    {
        _store = store;
        _scratch = scratch;
        _question = question;
        _sessions = sessions;
        _calendar = new RecallCalendar(store, question);
    }

    /// <summary>Writes the signs of candidates, row by row.</summary>
    /// <param name="candidates">Pages that are looked at, ascending.</param>
    /// <param name="rows">Shape [candidates, <see cref="Count"/>].</param>
    public void Describe(ReadOnlySpan<int> candidates, Span<float> rows)
    {
        float[] calendar = new float[_sessions.Count];
        for (int session = 0; session < calendar.Length; session++)
        {
            calendar[session] = _calendar.ScoreOf(_store.Sessions[_sessions[session]]);
        }

        var impressions = new float[candidates.Length];
        var windows = new float[candidates.Length];
        float bestWindow = 0;
        float bestConcept = 0;
        float bestDense = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            int place = _scratch.PlaceOf(candidates[i]);
            int session = _scratch.SessionOf[place];
            impressions[i] = FirstImpression(place, candidates[i], calendar[session]);
            windows[i] = _scratch.Own[place] + (0.5f * At(_scratch.Own, place, -1)) + (0.4f * At(_scratch.Own, place, 1))
                + (0.3f * At(_scratch.Own, place, -2)) + (0.15f * At(_scratch.Own, place, 2));
            bestWindow = Math.Max(bestWindow, windows[i]);
            bestConcept = Math.Max(bestConcept, _scratch.Concept[place]);
            bestDense = Math.Max(bestDense, _scratch.Dense[place]);
            _scratch.SessionTop[session] = Math.Max(_scratch.SessionTop[session], impressions[i]);
            _scratch.SessionDense[session] = Math.Max(_scratch.SessionDense[session], _scratch.Dense[place]);
        }

        float bestSession = candidates.IsEmpty ? 0 : _scratch.SessionScore.AsSpan(0, _scratch.SessionCount).ToArray().Max();
        for (int i = 0; i < candidates.Length; i++)
        {
            var signs = rows.Slice(i * Count, Count);
            int place = _scratch.PlaceOf(candidates[i]);
            int session = _scratch.SessionOf[place];
            DescribeWords(place, candidates[i], signs);
            DescribeSpeech(place, candidates[i], signs);
            DescribeVectors(place, session, signs);
            signs[7] = calendar[session];
            signs[26] = Share(_scratch.SessionScore[session], bestSession);
            signs[28] = Share(windows[i], bestWindow);
            signs[29] = Share(_scratch.Concept[place], bestConcept);
            signs[34] = Share(_scratch.Dense[place], bestDense);
        }

        RankImpressions(candidates, impressions, rows);
    }

    // Who spoke, how long and whether it was a question are no reasons to bring a page back when no word or date fits.
    public static bool HasEvidence(ReadOnlySpan<float> signs) =>
        signs[0] + signs[1] + signs[2] + signs[3] + signs[4] + signs[6] + signs[7] + signs[11] + signs[17] + signs[16] + signs[30] + signs[35] > 0;

    private static float Share(float value, float best) => best > 0 ? value / best : 0;

    private static void RankImpressions(ReadOnlySpan<int> candidates, float[] impressions, Span<float> rows)
    {
        int[] order = [.. Enumerable.Range(0, candidates.Length)];
        Array.Sort(order, (a, b) => impressions[a] != impressions[b] ? impressions[b].CompareTo(impressions[a]) : a.CompareTo(b));
        for (int rank = 0; rank < order.Length; rank++)
        {
            rows[(order[rank] * Count) + 27] = impressions[order[rank]] > 0 ? 10f / (10 + rank) : 0;
        }
    }

    // A plain sum that needs no best of anything: it ranks the candidates once, for the signs that look at the ranking.
    private float FirstImpression(int place, int page, float calendar)
    {
        ref var document = ref _store.Documents[page];
        return _scratch.Own[place] + (0.48f * At(_scratch.Own, place, -1)) + (0.37f * At(_scratch.Own, place, 1))
            + (0.4f * At(_scratch.Own, place, -2)) + (0.15f * At(_scratch.Own, place, 2))
            + (0.47f * _scratch.SessionScore[_scratch.SessionOf[place]]) + (2 * calendar) + (IsByNamed(document) ? 2.5f : 0)
            - (3.2f * document.AskShare / 255f) + (0.16f * Coverage(place)) + (0.56f * _scratch.Related[place])
            + (0.3f * _scratch.Concept[place]) + (20 * _scratch.Dense[place]);
    }

    private void DescribeWords(int place, int page, Span<float> signs)
    {
        float own = _scratch.Own[place];
        signs[0] = own;
        signs[1] = At(_scratch.Own, place, -1);
        signs[2] = At(_scratch.Own, place, 1);
        signs[3] = At(_scratch.Own, place, -2);
        signs[4] = At(_scratch.Own, place, 2);
        signs[5] = signs[1] > 0 ? signs[1] * _store.Documents[page - 1].AskShare / 255f : 0;
        signs[6] = _scratch.SessionScore[_scratch.SessionOf[place]];
        signs[11] = _scratch.Related[place];
        signs[12] = Coverage(place);
        signs[16] = _scratch.Concept[place];
        signs[17] = At(_scratch.Concept, place, -1) + At(_scratch.Concept, place, 1);
        signs[18] = _scratch.Rarest[place];
        signs[24] = _scratch.SessionTop[_scratch.SessionOf[place]];
        signs[19] = MathF.Sqrt(own);
    }

    private void DescribeSpeech(int place, int page, Span<float> signs)
    {
        ref var document = ref _store.Documents[page];
        float session = _scratch.SessionScore[_scratch.SessionOf[place]];
        bool isByNamed = IsByNamed(document);
        bool severalAsked = _question.AsksForSeveral;
        signs[8] = isByNamed ? 1 : 0;
        signs[9] = document.AskShare / 255f;
        signs[10] = MathF.Log(1 + document.Length);
        signs[13] = _question.AsksWhen && Has(document, RecallTraits.SpeaksOfTime) ? 1 : 0;
        signs[14] = _question.AsksHowMany && Has(document, RecallTraits.HasNumber) ? 1 : 0;
        signs[15] = isByNamed ? session : 0;
        signs[20] = isByNamed && Has(document, RecallTraits.SpeaksOfSelf) ? 1 : 0;
        signs[21] = page - _store.Sessions[document.Session].FirstPage < 2 ? 1 : 0;
        signs[22] = severalAsked && isByNamed ? 1 : 0;
        signs[23] = severalAsked ? _scratch.Concept[place] : 0;
        signs[25] = severalAsked ? session : 0;
        signs[35] = _calendar.ScoreOfEvent(document);
    }

    private void DescribeVectors(int place, int session, Span<float> signs)
    {
        signs[30] = _scratch.Dense[place];
        signs[31] = At(_scratch.Dense, place, -1) + At(_scratch.Dense, place, 1);
        signs[32] = _scratch.SessionDense[session];
        signs[33] = signs[8] * signs[30];
    }

    private static bool Has(in RecallDocument document, RecallTraits trait) => (document.Traits & trait) != RecallTraits.None;

    private bool IsByNamed(in RecallDocument document) => _question.Author != 0 && document.Author == _question.Author;

    // Of a neighbour in the same session; sessions stand whole, so places next to each other are pages next to each other.
    private float At(float[] sums, int place, int distance) => IsNear(place, place + distance) ? sums[place + distance] : 0;

    private bool IsNear(int place, int other) =>
        other >= 0 && other < _scratch.Count && _scratch.SessionOf[other] == _scratch.SessionOf[place];

    // Ten times the square of the share of the question that the page and its neighbours cover together.
    private float Coverage(int place)
    {
        ulong mask = 0;
        for (int distance = -Reach; distance <= Reach; distance++)
        {
            mask |= IsNear(place, place + distance) ? _scratch.Mask[place + distance] : 0;
        }

        float share = WeightOf(mask) / Math.Max(float.Epsilon, _question.TotalWeight);
        return 10 * share * share;
    }

    private float WeightOf(ulong mask)
    {
        float covered = 0;
        for (; mask != 0; mask &= mask - 1)
        {
            covered += _question.Terms[BitOperations.TrailingZeroCount(mask)].Weight;
        }

        return covered;
    }
}
