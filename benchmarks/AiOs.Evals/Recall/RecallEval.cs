using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>
/// Ingests conversations turn by turn through the pager, asks it every question, and measures how much of the evidence it would fault in.
/// </summary>
internal static class RecallEval
{
    // Small beside a conversation, so that nearly everything is evicted when a question comes.
    private static readonly AddressSpaceOptions Memory = new() { Budget = new ContextBudget(4_000, 500), FaultShare = 1 };

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("locomo", "jsonl", "k", "embeddings", "judge-all");
        int[] cuts = arguments.Integers("k", "5,10,20");
        var dialogues = ReadDialogues(arguments);
        var services = new ServiceCollection();
        services.AddAiOs();
        services.AddSingleton(CreateFactory(arguments));

        await using var provider = services.BuildServiceProvider();
        var scores = new SortedDictionary<string, RecallScore>(StringComparer.Ordinal);
        var all = new RecallScore(cuts.Length);
        foreach (var dialogue in dialogues)
        {
            await RunAsync(provider.GetRequiredService<IPager>(), dialogue, cuts, scores, all);
        }

        foreach (var (category, score) in scores)
        {
            await output.WriteLineAsync(Describe("recall", category, score, cuts));
        }

        await output.WriteLineAsync(Describe("recall", "all", all, cuts));
    }

    // Conversations are short: only with --judge-all 0 do they meet the pruned search of large memories.
    private static IRecallIndexFactory CreateFactory(Arguments arguments)
    {
        int? judgeAllUpTo = arguments.Find("judge-all") is null ? null : arguments.Integers("judge-all", "")[0];
        return arguments.Find("embeddings") is { } folder
            ? new CaughtUpRecallFactory(new HybridRecallIndexFactory(SentenceEncoder.Load(folder)) { JudgeAllUpTo = judgeAllUpTo })
            : new LexicalRecallIndexFactory { JudgeAllUpTo = judgeAllUpTo };
    }

    /// <summary>Reads the conversations that the arguments name.</summary>
    public static IReadOnlyList<Dialogue> ReadDialogues(Arguments arguments) => (arguments.Find("locomo"), arguments.Find("jsonl")) switch
    {
        ({ } path, null) => LocomoFile.Read(path),
        (null, { } path) => DialogueFile.Read(path),
        _ => throw new EvalException("Give conversations: --locomo FILE or --jsonl FILE."),
    };

    /// <summary>Makes the page of a turn.</summary>
    public static PageDraft Draft(DialogueTurn turn) => new()
    {
        Messages = [new ChatMessage(ChatRole.User, turn.Text) { AuthorName = turn.Author.Length > 0 ? turn.Author : null }],
        Kind = PageKind.Message,
        Time = turn.Time,
        Source = $"{turn.Session}#{turn.Id}",
        Key = turn.Id,
    };

    private static async Task RunAsync(
        IPager pager, Dialogue dialogue, int[] cuts, SortedDictionary<string, RecallScore> scores, RecallScore all)
    {
        await using var memory = await pager.OpenAsync(dialogue.Name, Memory);
        var turnIds = new Dictionary<PageId, string>();
        foreach (var turn in dialogue.Turns)
        {
            var ids = await memory.AppendAsync([Draft(turn)]);
            turnIds[ids[0]] = turn.Id;
            await memory.PrepareAsync(new PrepareRequest(FrameTokens: 0));
        }

        foreach (var question in dialogue.Questions.Where(question => question.Evidence.Count > 0))
        {
            double[] recalls = new double[cuts.Length];
            for (int i = 0; i < cuts.Length; i++)
            {
                var found = await AskAsync(memory, question, cuts[i]);
                recalls[i] = (double)found.Count(id => question.Evidence.Contains(turnIds[id])) / question.Evidence.Count;
                await memory.PrepareAsync(new PrepareRequest(FrameTokens: 0));
            }

            all.Add(recalls);
            RecallScore.Add(scores, question.Category, recalls);
        }
    }

    // What the pager finds is in the window afterwards: brought in now, or there already.
    private static async Task<List<PageId>> AskAsync(IAddressSpace memory, DialogueQuestion question, int limit)
    {
        var fault = await memory.FaultAsync(new FaultRequest
        {
            Query = new RecallQuery { Text = question.Text, Limit = limit, AskedAt = question.AskedAt },
            BudgetTokens = int.MaxValue,
        });
        return [.. fault.BroughtIn, .. fault.AlreadyResident];
    }

    /// <summary>Gives a category's line of JSON.</summary>
    public static string Describe(string eval, string category, RecallScore score, int[] cuts)
    {
        var recalls = cuts.Zip(score.Means(), (cut, mean) => string.Create(CultureInfo.InvariantCulture, $"\"recall@{cut}\":{mean:F4}"));
        return $"{{\"eval\":\"{eval}\",\"category\":\"{category}\",\"questions\":{score.Count},{string.Join(',', recalls)}}}";
    }
}
