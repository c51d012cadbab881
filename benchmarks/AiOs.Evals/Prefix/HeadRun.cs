using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>The usual design: instructions, what retrieval found for this request if anything, then the newest messages that fit.</summary>
internal sealed class HeadRun(IServiceProvider provider, ContextBudget budget, string instructions, int retrievedPages)
{
    private readonly IContextWindow _window = provider.GetRequiredService<IContextWindow>();
    private readonly IRecallIndex _index = provider.GetRequiredService<IRecallIndexFactory>().Create("head");
    private readonly List<ContextItem> _said = [];
    private readonly Dictionary<PageId, Page> _pages = [];

    /// <summary>Holds the whole chat.</summary>
    /// <returns>The meter that saw every request.</returns>
    public async Task<PrefixMeter> RunAsync(IReadOnlyList<PageDraft> chat)
    {
        var meter = new PrefixMeter(_window.Counter);
        foreach (var draft in chat)
        {
            var page = Page.Create(draft, draft.Key!, draft.Time!.Value);
            var found = PrefixEval.IsRequest(draft) ? await RetrieveAsync(draft) : [];
            _said.Add(_window.CreateItem(page, isRecalled: false));
            _pages[page.Id] = page;
            await _index.AddAsync([page]);
            if (PrefixEval.IsRequest(draft))
            {
                meter.Observe(Compose(found));
            }
        }

        return meter;
    }

    private async Task<List<ContextItem>> RetrieveAsync(PageDraft draft)
    {
        if (retrievedPages == 0)
        {
            return [];
        }

        var hits = await _index.SearchAsync(
            new RecallQuery { Text = draft.Messages[0].Text, Limit = retrievedPages, AskedAt = draft.Time });
        return [.. hits.Select(hit => _window.CreateItem(_pages[hit.Id], isRecalled: true))];
    }

    private List<ChatMessage> Compose(List<ContextItem> found)
    {
        double room = (budget.RequestTokens / (1 + _window.Counter.Margin)) - _window.CreateFrame(instructions, []).Tokens
            - found.Sum(static item => item.Tokens);
        int first = _said.Count;
        while (first > 0 && (room -= _said[first - 1].Tokens) >= 0)
        {
            first--;
        }

        return [new ChatMessage(ChatRole.System, instructions), .. found.Concat(_said.Skip(first)).SelectMany(static item => item.Messages)];
    }
}
