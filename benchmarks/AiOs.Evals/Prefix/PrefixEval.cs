using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Measures which share of all prompt tokens repeats the prefix of the request before: what a provider's prompt cache saves.</summary>
/// <remarks>
/// All conversations of a file, one after the other, are one long chat, so that it is several windows long. Whoever speaks first in a
/// conversation is the user there, the others are the assistant. Each message of the user is a request: ours prefetches by it,
/// keeps what it brought in, prepares and renders. Beside it stand the two usual designs, in the same window with the same
/// instructions: drop-oldest keeps the newest messages that fit; retrieval-in-head puts what it finds behind the instructions,
/// before the newest messages. <see cref="PrefixMeter"/> compares requests in hashed blocks, each chained to the blocks before it.
/// </remarks>
internal static class PrefixEval
{
    private const string Instructions =
        "You are a companion who remembers everything that was ever said. Answer kindly and briefly, and name the day when you quote.";

    private const int RetrievedPages = 8; // As many as ours prefetches by default.

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("locomo", "jsonl", "window");
        int windowTokens = arguments.Integers("window", "32000")[0];
        var dialogues = (arguments.Find("locomo"), arguments.Find("jsonl")) switch
        {
            ({ } path, null) => LocomoFile.Read(path),
            (null, { } path) => DialogueFile.Read(path),
            _ => throw new EvalException("prefix takes --locomo FILE or --jsonl FILE."),
        };
        var services = new ServiceCollection();
        services.AddAiOs();
        await using var provider = services.BuildServiceProvider();
        var budget = new ContextBudget(windowTokens, windowTokens / 16);
        var chat = Join(dialogues);
        await WriteAsync("drop-oldest", await new HeadRun(provider, budget, Instructions, retrievedPages: 0).RunAsync(chat), 0);
        await WriteAsync("retrieval-in-head", await new HeadRun(provider, budget, Instructions, RetrievedPages).RunAsync(chat), 0);
        var (meter, faulted) = await RunPagerAsync(provider, budget, chat);
        await WriteAsync("pager", meter, faulted);

        async Task WriteAsync(string name, PrefixMeter meter, long faulted) => await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"eval\":\"prefix\",\"policy\":\"{name}\",\"window\":{windowTokens},\"requests\":{chat.Count(static draft => IsRequest(draft))},"
            + $"\"tokens\":{meter.Tokens},\"broughtIn\":{faulted},\"repeated\":{meter.CachedShare:F4}}}"));
    }

    public static bool IsRequest(PageDraft draft) => draft.Messages[0].Role == ChatRole.User;

    private static List<PageDraft> Join(IReadOnlyList<Dialogue> dialogues)
    {
        var chat = new List<PageDraft>();
        foreach (var dialogue in dialogues)
        {
            foreach (var turn in dialogue.Turns)
            {
                var role = turn.Author == dialogue.Turns[0].Author ? ChatRole.User : ChatRole.Assistant;
                chat.Add(ResidencyRun.Draft(turn) with
                {
                    Messages = [new ChatMessage(role, turn.Text) { AuthorName = turn.Author.Length > 0 ? turn.Author : null }],
                    Key = dialogue.Name + "/" + turn.Id,
                });
            }
        }

        return chat;
    }

    private static async Task<(PrefixMeter Meter, long BroughtIn)> RunPagerAsync(
        IServiceProvider provider, ContextBudget budget, List<PageDraft> chat)
    {
        var window = provider.GetRequiredService<IContextWindow>();
        var options = new AddressSpaceOptions { Budget = budget };
        await using var memory = await provider.GetRequiredService<IPager>().OpenAsync("prefix", options);
        var frame = window.CreateFrame(Instructions, []);
        var meter = new PrefixMeter(window.Counter);
        foreach (var draft in chat)
        {
            if (!IsRequest(draft))
            {
                await memory.AppendAsync([draft]);
                continue;
            }

            string text = draft.Messages[0].Text;
            var query = new RecallQuery { Text = text, Limit = options.PrefetchPages, AskedAt = draft.Time };
            await memory.FaultAsync(new FaultRequest { Query = query, IsPrefetch = true });
            await memory.AppendAsync([draft]);
            var resident = await memory.PrepareAsync(new PrepareRequest(frame.Tokens, text));
            meter.Observe(window.Render(new ContextLayout(budget, frame, resident)).Messages);
        }

        var statistics = memory.Table.Statistics;
        return (meter, statistics.Prefetches + statistics.Faults);
    }
}
