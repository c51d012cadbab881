using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Measures whether a page of a set of documents is found by something that it says.</summary>
internal static class DocumentRecallEval
{
    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("files", "k", "embeddings");
        int[] cuts = arguments.Integers("k", "1,3,10");
        string folder = arguments.Find("files") ?? throw new EvalException("recall-docs takes --files DIR.");
        using var encoder = arguments.Find("embeddings") is { } model ? SentenceEncoder.Load(model) : null;
        IRecallIndexFactory factory = encoder is null
            ? new LexicalRecallIndexFactory()
            : new CaughtUpRecallFactory(new HybridRecallIndexFactory(encoder));
        var index = factory.Create("documents");
        var questions = new List<DocumentQuestion>();
        var pages = await ReadAsync(folder, questions);
        await index.AddAsync(pages);
        var scores = await ScoreAsync(index, pages, questions, cuts);
        foreach (var (kind, score) in scores)
        {
            string line = RecallEval.Describe("recall-docs", kind, score, cuts);
            await output.WriteLineAsync(line.Insert(line.Length - 1, string.Create(CultureInfo.InvariantCulture, $",\"pages\":{pages.Count}")));
        }

        await (index is IAsyncDisposable disposable ? disposable.DisposeAsync() : default);
    }

    private static async Task<List<Page>> ReadAsync(string folder, List<DocumentQuestion> questions)
    {
        var reader = new DocumentReader();
        var pages = new List<Page>();
        foreach (var file in reader.FindFiles(folder).Where(static file => file.Extension != ".jsonl"))
        {
            await foreach (var draft in reader.ReadAsync(file, Path.GetRelativePath(folder, file.FullName)))
            {
                string rest = KnownPages.Ask(pages.Count, draft.Messages[0].Text, questions);

                // The same time for all: when a file was last written is no part of what is measured.
                var page = draft with { Messages = [new ChatMessage(ChatRole.User, rest)], Time = DateTimeOffset.UnixEpoch };
                pages.Add(Page.Create(page, $"{pages.Count}", DateTimeOffset.UnixEpoch));
            }
        }

        return questions.Count > 0 ? pages : throw new EvalException($"There is no text to ask about in '{folder}'.");
    }

    private static async Task<SortedDictionary<string, RecallScore>> ScoreAsync(
        IRecallIndex index, List<Page> pages, List<DocumentQuestion> questions, int[] cuts)
    {
        var scores = new SortedDictionary<string, RecallScore>(StringComparer.Ordinal);
        foreach (var question in questions)
        {
            var hits = await index.SearchAsync(new RecallQuery { Text = question.Text, Limit = cuts.Max() });
            int rank = hits.ToList().FindIndex(hit => hit.Id == pages[question.Page].Id);
            double[] found = [.. cuts.Select(cut => rank >= 0 && rank < cut ? 1.0 : 0)];
            RecallScore.Add(scores, question.Kind, found);
            RecallScore.Add(scores, "all", found);
        }

        return scores;
    }
}
