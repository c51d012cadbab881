using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One conversation through the real pager, in a window of one size.</summary>
/// <param name="pager">The pager.</param>
/// <param name="margin">The share that the counter adds to what it counts.</param>
/// <param name="settings">Watermarks and shares; the budget is set here.</param>
internal sealed class ResidencyRun(IPager pager, double margin, AddressSpaceOptions settings)
{
    private const int PrefetchPages = 64; // More than the smallest of the windows holds: the budget decides, not this.

    /// <summary>Ingests the conversation and asks the questions.</summary>
    /// <returns>For each question, the share of its evidence that was in the window when it was asked.</returns>
    public async Task<double[]> RunAsync(Dialogue dialogue, IReadOnlyList<DialogueQuestion> questions, string space, long budgetTokens)
    {
        // The counter's margin is part of every proof; the budget is meant in counted tokens, as for the other policies.
        var options = settings with { Budget = new ContextBudget((int)Math.Ceiling(budgetTokens * (1 + margin)) + 1, 0) };
        await using var memory = await pager.OpenAsync(space, options);
        var ids = new Dictionary<string, PageId>(StringComparer.Ordinal);
        foreach (var turn in dialogue.Turns)
        {
            ids[turn.Id] = (await memory.AppendAsync([Draft(turn)]))[0];
            await memory.PrepareAsync(new PrepareRequest(FrameTokens: 0));
        }

        double[] shares = new double[questions.Count];
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = await AskAsync(memory, questions[i], [.. questions[i].Evidence.Select(id => ids[id])]);
        }

        return shares;
    }

    public static PageDraft Draft(DialogueTurn turn) => new()
    {
        Messages = [new ChatMessage(ChatRole.User, turn.Text) { AuthorName = turn.Author.Length > 0 ? turn.Author : null }],
        Kind = PageKind.Message,
        Time = turn.Time,
        Source = turn.Session,
        Key = turn.Id,
    };

    private static async Task<double> AskAsync(IAddressSpace memory, DialogueQuestion question, PageId[] evidence)
    {
        await memory.FaultAsync(new FaultRequest
        {
            Query = new RecallQuery { Text = question.Text, Limit = PrefetchPages, AskedAt = question.AskedAt },
            IsPrefetch = true,
        });
        var resident = await memory.PrepareAsync(new PrepareRequest(FrameTokens: 0, question.Text));
        var inView = resident.Pinned.Concat(resident.Tail).Select(static item => item.Page.Id).ToHashSet();
        await memory.FaultAsync(new FaultRequest { Ids = evidence });
        return (double)evidence.Count(inView.Contains) / evidence.Length;
    }
}
