using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Measures pages and frames, and renders requests whose budget it proves first.</summary>
internal sealed class ContextWindow : IContextWindow
{
    private readonly MessageMeter _meter;
    private readonly PageRenderer _renderer;
    private readonly ContextWindowOptions _options;

    public ContextWindow(ITokenCounter counter, ContextWindowOptions options)
    {
        ArgumentNullException.ThrowIfNull(counter);
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Validated();
        _meter = new MessageMeter(counter, options);
        _renderer = new PageRenderer(options.NonceKey, options.Spotlighting);
        Counter = counter;
    }

    public ITokenCounter Counter { get; }

    public ContextFrame CreateFrame(string instructions, IReadOnlyList<AITool> tools)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        ArgumentNullException.ThrowIfNull(tools);
        int tokens = _options.RequestOverheadTokens;
        if (instructions.Length > 0)
        {
            tokens += _options.MessageOverheadTokens + _meter.Count(instructions);
        }

        foreach (var tool in tools)
        {
            tokens = MessageMeter.Sum(tokens, _meter.Count(tool));
        }

        return new ContextFrame(instructions, tools, tokens);
    }

    public ContextItem CreateItem(Page page, bool isRecalled)
    {
        ArgumentNullException.ThrowIfNull(page);
        var messages = _renderer.Render(page, isRecalled);
        return new ContextItem(page, isRecalled, messages, _meter.Count(messages));
    }

    public RenderedContext Render(ContextLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var resident = layout.Resident;
        var receipt = new ContextReceipt(
            layout.Budget,
            layout.Frame.Tokens,
            TokensOf(resident.Pinned),
            resident.Digest?.Tokens ?? 0,
            TokensOf(resident.Tail),
            Counter.Margin,
            resident.Epoch,
            resident.Evicted);
        if (receipt.BoundTokens > layout.Budget.RequestTokens)
        {
            throw new ContextBudgetException(receipt);
        }

        return new RenderedContext(MessagesOf(layout), layout.Frame.Tools, receipt);
    }

    private static int TokensOf(IReadOnlyList<ContextItem> items)
    {
        if (items is ContextItems view)
        {
            return view.Tokens; // Summed while the region grew.
        }

        int tokens = 0;
        foreach (var item in items)
        {
            tokens = MessageMeter.Sum(tokens, item.Tokens);
        }

        return tokens;
    }

    private static ChatMessageList MessagesOf(ContextLayout layout)
    {
        if (layout.Frame.Instructions.Length == 0
            && layout.Resident is { Pinned.Count: 0, Digest: null, Tail: ContextItems alone })
        {
            return alone.Messages;
        }

        var head = new List<ChatMessage>();
        if (layout.Frame.Instructions.Length > 0)
        {
            head.Add(new ChatMessage(ChatRole.System, layout.Frame.Instructions));
        }

        foreach (var item in layout.Resident.Pinned)
        {
            head.AddRange(item.Messages);
        }

        if (layout.Resident.Digest is { } digest)
        {
            head.AddRange(digest.Messages);
        }

        if (layout.Resident.Tail is ContextItems tail)
        {
            return tail.Messages.After([.. head]);
        }

        foreach (var item in layout.Resident.Tail)
        {
            head.AddRange(item.Messages);
        }

        return new ChatMessageList([.. head], [], 0);
    }
}
