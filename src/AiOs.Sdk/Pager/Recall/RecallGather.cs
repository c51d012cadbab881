using System.Numerics.Tensors;

namespace AiOs;

/// <summary>Sums up what the words of a question say of the pages that a search looks at, and of their sessions.</summary>
internal readonly ref struct RecallGather(RecallStore store, RecallScratch scratch)
{
    private const float MaxConcept = 6; // All the words that stand for one word of the question count at most so much.

    public void Run(RecallQuestion question)
    {
        WriteNorms();
        foreach (var term in question.Terms)
        {
            if (term.Term >= 0)
            {
                AddOwn(term);
            }
        }

        foreach (var term in question.Related)
        {
            Add(term, scratch[RecallColumn.Related]);
        }

        for (int i = 0; i < question.Concepts.Count; i++)
        {
            Add(question.Concepts[i], scratch[RecallColumn.Word]);
            if (i + 1 == question.Concepts.Count || question.Concepts[i + 1].Word != question.Concepts[i].Word)
            {
                EndWord();
            }
        }
    }

    private void WriteNorms()
    {
        var norms = scratch[RecallColumn.Norm];
        float scale = PageScorer.B / store.AverageLength;
        foreach (var run in scratch.Runs)
        {
            for (int page = run.FirstPage; page < run.End; page++)
            {
                norms[run.Place + page - run.FirstPage] = PageScorer.K1 * (1 - PageScorer.B + (store.Documents[page].Length * scale));
            }
        }
    }

    // Sessions are read whole: how often a word stands in one says something of each of its pages.
    private void AddOwn(RecallQuestionTerm term)
    {
        var own = scratch[RecallColumn.Own];
        var rarest = scratch[RecallColumn.Rarest];
        var norms = scratch[RecallColumn.Norm];
        var runs = scratch.Runs;
        var cursor = store.Terms.CursorAt(term.Term);
        float worth = term.Weight * (PageScorer.K1 + 1);
        for (int at = 0; at < runs.Length && cursor.Page != PostingCursor.End;)
        {
            int session = runs[at].Session;
            ref var whole = ref store.Sessions[scratch.Sessions[session]];
            int end = whole.FirstPage + whole.Pages;
            int occurrences = 0;
            for (int page = cursor.Seek(whole.FirstPage); page < end; page = cursor.Next())
            {
                occurrences += cursor.Occurrences;
                while (at + 1 < runs.Length && runs[at + 1].FirstPage <= page)
                {
                    at++;
                }

                if (page >= runs[at].FirstPage && page < runs[at].End)
                {
                    int place = runs[at].Place + page - runs[at].FirstPage;
                    own[place] += worth * cursor.Occurrences / (cursor.Occurrences + norms[place]);
                    rarest[place] = Math.Max(rarest[place], term.Weight);
                    scratch.Mask[place] |= 1UL << term.Word;
                }
            }

            if (occurrences > 0)
            {
                scratch.SessionScore[session] += term.Weight
                    * Bm25.Saturate(occurrences, whole.Length / store.AverageSessionLength, PageScorer.K1, PageScorer.B);
            }

            while (at < runs.Length && runs[at].Session == session)
            {
                at++;
            }
        }
    }

    private void Add(RecallQuestionTerm term, Span<float> sums)
    {
        var norms = scratch[RecallColumn.Norm];
        var cursor = store.Terms.CursorAt(term.Term);
        float worth = term.Weight * (PageScorer.K1 + 1);
        foreach (var run in scratch.Runs)
        {
            for (int page = cursor.Seek(run.FirstPage); page < run.End; page = cursor.Next())
            {
                int place = run.Place + page - run.FirstPage;
                sums[place] += worth * cursor.Occurrences / (cursor.Occurrences + norms[place]);
            }

            if (cursor.Page == PostingCursor.End)
            {
                return;
            }
        }
    }

    private void EndWord()
    {
        var word = scratch[RecallColumn.Word];
        var concept = scratch[RecallColumn.Concept];
        TensorPrimitives.Min(word, MaxConcept, word);
        TensorPrimitives.Add(concept, word, concept);
        word.Clear();
    }
}
