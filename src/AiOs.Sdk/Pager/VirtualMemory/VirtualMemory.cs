using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiOs;

/// <summary>One conversation in an address space: takes a caller's messages, and gives the request that fits the window.</summary>
/// <remarks>Threads: members may be called from any thread, and take turns.</remarks>
internal sealed class VirtualMemory : IAsyncDisposable
{
    private const string PageProperty = "aios.page";

    private readonly VirtualMemoryOptions _options;
    private readonly IPager _pager;
    private readonly IContextWindow _window;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly MessageLedger _ledger = new();
    private IAddressSpace? _memory;

    public VirtualMemory(VirtualMemoryOptions options)
    {
        _options = options;
        _time = options.Time ?? TimeProvider.System;
        _window = options.Memory.Window ?? new ContextWindow(options.Counter ?? new TokenEstimator(), new ContextWindowOptions());
        _pager = options.Pager ?? new Pager(
            options.Store ?? new MemoryPageStore(),
            _window,
            new CostAwareEvictionPolicy(),
            new LexicalRecallIndexFactory(),
            _time,
            summaries: options.Summarizer is { } summarizer
                ? new SummaryParts(summarizer, options.Summaries.Validated(), options.Logger ?? NullLogger.Instance)
                : null);
    }

    /// <summary>Remembers what is new, brings back what it asks about, and renders.</summary>
    /// <param name="messages">The caller's messages: all of them, or those since the last call.</param>
    /// <param name="instructions">The instructions that go with this request; empty for none.</param>
    /// <param name="tools">The tools that go with it.</param>
    /// <param name="format">The form that its answer is to have; null for none.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ContextBudgetException">What may never leave does not fit the window.</exception>
    public async ValueTask<RenderedContext> ComposeAsync(
        IEnumerable<ChatMessage> messages,
        string instructions,
        IReadOnlyList<AITool> tools,
        ChatResponseFormat? format,
        CancellationToken cancellationToken)
    {
        var frame = _window.CreateFrame(instructions, tools, format);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _memory ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
            List<ChatMessage> given = [.. messages];
            var coming = given.FindAll(message => !IsRendered(message));
            var news = _ledger.Find(coming, isHistory: coming.Count < given.Count);
            var drafts = Group(news.Messages);
            string goal = coming.FindLast(static message => message.Role == ChatRole.User)?.Text ?? "";
            if (_options.Memory.PrefetchPages > 0 && goal.Length > 0 && drafts.Exists(static draft => draft.Kind == PageKind.Message))
            {
                // Before what is new is appended, so that what was known stands before what is asked about it.
                var query = new RecallQuery { Text = goal, Limit = _options.Memory.PrefetchPages, AskedAt = _time.GetUtcNow() };
                await _memory.FaultAsync(new FaultRequest { Query = query, IsPrefetch = true }, cancellationToken).ConfigureAwait(false);
            }

            await RememberAsync(drafts, news, given, cancellationToken).ConfigureAwait(false);
            var resident = await _memory.PrepareAsync(new PrepareRequest(frame.Tokens, goal), cancellationToken).ConfigureAwait(false);
            return _window.Render(new ContextLayout(_options.Memory.Budget, frame, resident));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Remembers what the model answered. An answer whose calls have no results yet is remembered when it comes back with them.</summary>
    public async ValueTask KeepAsync(ChatResponse response, RenderedContext request, CancellationToken cancellationToken)
    {
        if (_window.Counter is ICalibratedTokenCounter counter && response.Usage?.InputTokenCount is > 0 and var reported)
        {
            counter.Observe(request.Receipt.CountedTokens, reported);
        }

        if (HasOpenCalls(response.Messages))
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var said = response.Messages.Where(static message => MessageCleaner.Clean(message).Contents.Count > 0).ToList();
            await _memory!.AppendAsync(Group(said), cancellationToken).ConfigureAwait(false);
            said.ForEach(_ledger.NoteSaid);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_memory is not null)
            {
                await _memory.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<IAddressSpace> OpenAsync(CancellationToken cancellationToken)
    {
        _ledger.Clear(); // Where an opening failed, the next call reads from the start.
        var reader = new LedgerReader(_ledger);
        var options = _options.Memory with { Window = _window };
        var memory = _pager is Pager pager
            ? await pager.OpenAsync(_options.Space, options, reader.Take, cancellationToken).ConfigureAwait(false)
            : await OpenAsync(options, reader, cancellationToken).ConfigureAwait(false);
        reader.Finish();
        return memory;
    }

    // A pager of the host's own shows nothing of what it reads.
    private async ValueTask<IAddressSpace> OpenAsync(AddressSpaceOptions options, LedgerReader reader, CancellationToken cancellationToken)
    {
        var memory = await _pager.OpenAsync(_options.Space, options, cancellationToken).ConfigureAwait(false);
        try
        {
            if (memory.Table.Count > 0 && _options.Store is { } store)
            {
                await foreach (var entry in store.ReplayAsync(_options.Space, cancellationToken).ConfigureAwait(false))
                {
                    reader.Take(entry);
                }
            }
        }
        catch
        {
            await memory.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return memory;
    }

    // Noted only once it is stored: what a failure or a cancellation kept from the store is new when the caller tries again.
    private async ValueTask RememberAsync(
        List<PageDraft> drafts, MessageNews news, List<ChatMessage> given, CancellationToken cancellationToken)
    {
        var ids = await _memory!.AppendAsync(drafts, cancellationToken).ConfigureAwait(false);
        _ledger.Note(news);
        foreach (var (draft, id) in drafts.Zip(ids))
        {
            if (draft.IsPinned)
            {
                _ledger.NoteInstruction(draft.Messages[0], id);
            }
        }

        if (!news.IsHistory || news.Instructions.Count == 0)
        {
            return; // Whoever sends only what is new, or no instructions at all, has not taken any back.
        }

        var shown = given.Select(PageOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (mark, page) in _ledger.FindInstructionsBeside(news))
        {
            if (!shown.Contains(page.ToString()))
            {
                await LiftAsync(page, cancellationToken).ConfigureAwait(false);
                _ledger.ForgetInstruction(mark);
            }
        }
    }

    private async ValueTask LiftAsync(PageId page, CancellationToken cancellationToken)
    {
        if (_memory!.Table.TryFind(page.ToString(), out _))
        {
            await _memory.PinAsync(page, isPinned: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool HasOpenCalls(IEnumerable<ChatMessage> messages)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var content in messages.SelectMany(static message => message.Contents))
        {
            _ = content switch
            {
                FunctionCallContent call => open.Add(call.CallId),
                FunctionResultContent result => open.Remove(result.CallId),
                _ => false,
            };
        }

        return open.Count > 0;
    }

    /// <summary>Gives a rendered message to a caller who may keep it as JSON, where a reference to its page would be lost.</summary>
    public static ChatMessage Named(ChatMessage message)
    {
        if (message.RawRepresentation is not Page page)
        {
            return message;
        }

        var named = message.Clone();
        named.AdditionalProperties = new(message.AdditionalProperties ?? []) { [PageProperty] = page.Id.ToString() };
        return named;
    }

    // A reducer's own output may come back as the caller's new history: what was rendered from a page is known already.
    private bool IsRendered(ChatMessage message) => PageOf(message) is { } page && _memory!.Table.TryFind(page, out _);

    private static string? PageOf(ChatMessage message) => message.RawRepresentation is Page page
        ? page.Id.ToString()
        : message.AdditionalProperties?.TryGetValue(PageProperty, out object? id) == true ? id as string : null;

    // A call and all of its results are one page: rendered whole, or not at all.
    private static List<PageDraft> Group(IReadOnlyList<ChatMessage> messages)
    {
        var drafts = new List<PageDraft>();
        for (int i = 0; i < messages.Count; i++)
        {
            var role = messages[i].Role;
            var group = new List<ChatMessage> { MessageCleaner.Clean(messages[i]) };
            bool isExchange = messages[i].Contents.Any(static content => content is FunctionCallContent or FunctionResultContent);
            while (isExchange && i + 1 < messages.Count && messages[i + 1].Role == ChatRole.Tool)
            {
                group.Add(MessageCleaner.Clean(messages[++i]));
            }

            group.RemoveAll(static message => message.Contents.Count == 0);
            if (group.Count > 0)
            {
                drafts.Add(new PageDraft
                {
                    Messages = group,
                    Kind = isExchange ? PageKind.ToolExchange : PageKind.Message,
                    IsPinned = role == ChatRole.System, // Instructions stand in every request.
                });
            }
        }

        return drafts;
    }
}
