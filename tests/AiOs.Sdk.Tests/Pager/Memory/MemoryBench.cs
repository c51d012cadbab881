using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A pager over parts that a test can look into, with a small window and a clock that stands still.</summary>
internal sealed class MemoryBench
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public MemoryBench(IPageStore? store = null, IEvictionPolicy? policy = null)
    {
        Store = store ?? new MemoryPageStore();
        Time = new ManualTimeProvider(Start);
        Window = new ContextWindow(new WordCounter(), new ContextWindowOptions { NonceKey = new byte[32] });
        Pager = new Pager(Store, Window, policy ?? new CostAwareEvictionPolicy(), new LexicalRecallIndexFactory(), Time);
    }

    public IPageStore Store { get; }

    public ManualTimeProvider Time { get; }

    public IContextWindow Window { get; }

    public IPager Pager { get; }

    public static AddressSpaceOptions Options(int windowTokens = 400, int reserveTokens = 80) =>
        new() { Budget = new ContextBudget(windowTokens, reserveTokens), DigestShare = 0.25 };

    public async Task<IAddressSpace> OpenAsync(string name = "space", AddressSpaceOptions? options = null) =>
        await Pager.OpenAsync(name, options ?? Options());

    public static PageDraft Message(string text, bool isPinned = false) =>
        new() { Messages = [new ChatMessage(ChatRole.User, text)], IsPinned = isPinned };

    public static PageDraft Exchange(string text, int calls = 2)
    {
        var ids = Enumerable.Range(0, calls).Select(i => $"call-{i}").ToList();
        return new PageDraft
        {
            Kind = PageKind.ToolExchange,
            Messages =
            [
                new ChatMessage(ChatRole.Assistant, [.. ids.Select(id => new FunctionCallContent(id, "look"))]),
                new ChatMessage(ChatRole.Tool, [.. ids.Select(id => new FunctionResultContent(id, text))]),
            ],
        };
    }

    public async Task<RenderedContext> RenderAsync(IAddressSpace space, int frameTokens = 0, AddressSpaceOptions? options = null)
    {
        var resident = await space.PrepareAsync(new PrepareRequest(frameTokens));
        var frame = new ContextFrame("", [], frameTokens);
        return Window.Render(new ContextLayout((options ?? Options()).Budget, frame, resident));
    }
}
