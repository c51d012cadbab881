namespace AiOs;

/// <summary>Sums up what the words of a question say of the pages that a search looks at, and of their sessions.</summary>
internal readonly struct RecallGather(RecallStore store, RecallScratch scratch, IReadOnlyList<int> sessions)
{
    private const float MaxConcept = 6; // All the words that stand for one word of the question count at most so much.
    private readonly PageScorer _scorer = new(store);

    public void Run(RecallQuestion question)
    {
        foreach (var term in question.Terms)
        {
            if (term.Term >= 0)
            {
                AddOwn(term);
            }
        }

        foreach (var term in question.Related)
        {
            Add(term, scratch.Related);
        }

        for (int i = 0; i < question.Concepts.Count; i++)
        {
            Add(question.Concepts[i], scratch.Word);
            if (i + 1 == question.Concepts.Count || question.Concepts[i + 1].Word != question.Concepts[i].Word)
            {
                EndWord();
            }
        }
    }

    private void AddOwn(RecallQuestionTerm term)
    {
        var cursor = store.Terms.CursorAt(term.Term);
        int open = -1;
        foreach (var (first, end, firstPlace) in scratch.Runs)
        {
            for (int page = cursor.Seek(first); page < end; page = cursor.Next())
            {
                int place = firstPlace + page - first;
                int session = scratch.SessionOf[place];
                if (session != open)
                {
                    EndSession(open, term.Weight);
                    open = session;
                }

                scratch.SessionOccurrences[session] += cursor.Occurrences;
                scratch.Own[place] += term.Weight * _scorer.Saturate(page, cursor.Occurrences);
                scratch.Rarest[place] = Math.Max(scratch.Rarest[place], term.Weight);
                scratch.Mask[place] |= 1UL << term.Word;
            }
        }

        EndSession(open, term.Weight);
    }

    private void EndSession(int session, float weight)
    {
        if (session >= 0)
        {
            float ratio = store.Sessions[sessions[session]].Length / store.AverageSessionLength;
            scratch.SessionScore[session] += weight * Bm25.Saturate(scratch.SessionOccurrences[session], ratio, PageScorer.K1, PageScorer.B);
            scratch.SessionOccurrences[session] = 0;
        }
    }

    private void Add(RecallQuestionTerm term, float[] sums)
    {
        var cursor = store.Terms.CursorAt(term.Term);
        foreach (var (first, end, firstPlace) in scratch.Runs)
        {
            for (int page = cursor.Seek(first); page < end; page = cursor.Next())
            {
                sums[firstPlace + page - first] += term.Weight * _scorer.Saturate(page, cursor.Occurrences);
            }
        }
    }

    private void EndWord()
    {
        for (int place = 0; place < scratch.Count; place++)
        {
            scratch.Concept[place] += Math.Min(MaxConcept, scratch.Word[place]);
            scratch.Word[place] = 0;
        }
    }
}
