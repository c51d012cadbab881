namespace AiOs;

/// <summary>An indexed conversation with the signs of its questions.</summary>
internal sealed class FitConversation : IAsyncDisposable
{
    private readonly Dialogue _dialogue;
    private readonly IRecallIndex _index;
    private readonly LexicalRecallIndex _lexical;
    private readonly Dictionary<PageId, string> _turns = [];

    private FitConversation(Dialogue dialogue, IRecallIndex index)
    {
        _dialogue = dialogue;
        _index = index;
        _lexical = index as LexicalRecallIndex ?? ((HybridRecallIndex)index).Lexical;
    }

    public List<FitQuestion> Questions { get; } = [];

    private IEnumerable<DialogueQuestion> Answerable => _dialogue.Questions.Where(static question => question.Evidence.Count > 0);

    public static async Task<FitConversation> CreateAsync(Dialogue dialogue, SentenceEncoder? encoder)
    {
        IRecallIndexFactory factory = encoder is null
            ? new LexicalRecallIndexFactory { JudgeAllUpTo = int.MaxValue }
            : new HybridRecallIndexFactory(encoder) { JudgeAllUpTo = int.MaxValue };
        var conversation = new FitConversation(dialogue, factory.Create(dialogue.Name));
        foreach (var turn in dialogue.Turns)
        {
            var page = Page.Create(RecallEval.Draft(turn), turn.Id, turn.Time);
            conversation._turns[page.Id] = turn.Id;
            await conversation._index.AddAsync([page]);
        }

        if (conversation._index is IBackgroundRecallIndex background)
        {
            await background.CatchUpAsync();
        }

        foreach (var question in conversation.Answerable)
        {
            await conversation.DescribeAsync(question);
        }

        return conversation;
    }

    public async Task ScoreAsync(float[] weights, int[] cuts, SortedDictionary<string, RecallScore> scores)
    {
        _lexical.Weights = weights;
        foreach (var question in Answerable)
        {
            var hits = await _index.SearchAsync(new RecallQuery { Text = question.Text, AskedAt = question.AskedAt, Limit = cuts.Max() });
            double[] recalls = [.. cuts.Select(cut =>
                (double)hits.Take(cut).Count(hit => question.Evidence.Contains(_turns[hit.Id])) / question.Evidence.Count)];
            RecallScore.Add(scores, question.Category, recalls);
            RecallScore.Add(scores, "all", recalls);
        }
    }

    public ValueTask DisposeAsync() => _index is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;

    private async Task DescribeAsync(DialogueQuestion question)
    {
        var answering = new List<float>();
        var others = new List<float>();
        void Take(PageId id, ReadOnlySpan<float> signs) => (question.Evidence.Contains(_turns[id]) ? answering : others).AddRange(signs);
        var query = new RecallQuery { Text = question.Text, AskedAt = question.AskedAt };
        if (_index is HybridRecallIndex hybrid)
        {
            await hybrid.DescribeAsync(query, Take);
        }
        else
        {
            _lexical.Describe(query, [], Take);
        }

        if (answering.Count > 0)
        {
            Questions.Add(new FitQuestion([.. answering, .. others], answering.Count / RecallSigns.Count));
        }
    }
}
