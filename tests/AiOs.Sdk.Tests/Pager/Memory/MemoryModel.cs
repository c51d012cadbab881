using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>A memory and a list of what should be in it; every command is followed by a check of every invariant.</summary>
/// <remarks>The model is a dictionary: page, its record, its one unmistakable word, whether it is pinned. It knows no eviction at all.</remarks>
internal sealed class MemoryModel(MemoryBench bench, FailingPageStore store, AddressSpaceOptions options)
{
    private readonly Dictionary<PageId, (byte[] Record, string Word)> _pages = [];
    private readonly HashSet<PageId> _pinned = [];
    private readonly List<string> _erasedWords = [];
    private readonly HashSet<PageId> _erased = [];
    private IAddressSpace _space = null!;
    private (int Epoch, string[] Messages)? _lastRender;
    private readonly HashSet<PageId> _awaited = []; // Asked for since the user's last message.
    private readonly HashSet<PageId> _shown = [];
    private int _number;
    private int _forks;

    public async Task RunAsync(IEnumerable<MemoryCommand> commands)
    {
        _space = await bench.OpenAsync("space", options);
        foreach (var command in commands)
        {
            await ApplyAsync(command);
            await CheckAsync();
        }

        await _space.DisposeAsync();
    }

    private async Task ApplyAsync(MemoryCommand command)
    {
        switch (command.Action)
        {
            case MemoryAction.Append:
                await AppendAsync(MemoryBench.Message(NextText(command.Number, out string word)), word);
                break;
            case MemoryAction.AppendExchange:
                await AppendAsync(MemoryBench.Exchange(NextText(command.Number, out string result)), result);
                break;
            case MemoryAction.AppendPinned when _pinned.Count < 3:
                await AppendAsync(MemoryBench.Message(NextText(command.Number % 8, out string pinned), isPinned: true), pinned);
                break;
            case MemoryAction.Pin when _pages.Count > 0 && _pinned.Count < 3:
                await PinAsync(Choose(command.Number), isPinned: true);
                break;
            case MemoryAction.Unpin when _pages.Count > 0:
                await PinAsync(Choose(command.Number), isPinned: false);
                break;
            case MemoryAction.Recall when _pages.Count > 0:
                await RecallAsync(Choose(command.Number));
                break;
            case MemoryAction.Fault when _pages.Count > 0:
                await FaultAsync(Choose(command.Number));
                break;
            case MemoryAction.Render:
                await RenderAsync();
                break;
            case MemoryAction.Erase when _pages.Count > 0:
                await EraseAsync(Choose(command.Number));
                break;
            case MemoryAction.Reopen:
                await ReopenAsync();
                break;
            case MemoryAction.Fork:
                await ForkAsync();
                break;
            case MemoryAction.Restore:
                await RestoreAsync();
                break;
            case MemoryAction.Fail when _pages.Count > 0:
                await FailAsync(command.Number);
                break;
            default:
                break;
        }
    }

    // One operation of the store fails, somewhere in a command; what the command did not do, it has not begun.
    private async Task FailAsync(int number)
    {
        var id = Choose(number);
        store.FailAt = 1 + (number % 3);
        try
        {
            await ((number % 7) switch
            {
                0 => AppendWhileFailingAsync(number),
                1 => PinAsync(id, isPinned: false),
                2 => bench.RenderAsync(_space, options: options),
                3 => FaultAsync(id),
                4 => RecallAsync(id),
                5 => _space.EraseAsync([id]).AsTask(),
                _ => ReopenAsync(),
            });
        }
        catch (Exception e) when (e is IOException or ContextBudgetException)
        {
            _lastRender = null; // It may have been taken for shown.
        }

        store.FailAt = 0;
        if (await bench.Store.ReadAsync(id) is null)
        {
            Forget(id);
        }

        if (number % 7 == 6)
        {
            await ReopenAsync();
        }
    }

    private async Task AppendWhileFailingAsync(int number)
    {
        var draft = MemoryBench.Message(NextText(number, out string word));
        var page = (await _space.AppendAsync([draft]))[0];
        store.FailAt = 0;
        _pages.Add(page, ((await bench.Store.ReadAsync(page))!.Record.ToArray(), word));
    }

    private async Task ReopenAsync()
    {
        await _space.DisposeAsync();
        _space = await bench.OpenAsync(_space.Name, options);
        _lastRender = null;
    }

    private void Forget(PageId id)
    {
        _erasedWords.Add(_pages[id].Word);
        _erased.Add(id);
        _pages.Remove(id);
        _pinned.Remove(id);
    }

    private string NextText(int size, out string word)
    {
        word = $"w{_number++}x";
        return string.Join(' ', Enumerable.Range(0, (size % 60) + 1).Select(i => $"filler{i}").Prepend(word));
    }

    private async Task AppendAsync(PageDraft draft, string word)
    {
        if (draft.Kind == PageKind.Message)
        {
            _awaited.ExceptWith(_shown); // What nobody has seen yet was prefetched for this message.
        }

        var id = (await _space.AppendAsync([draft]))[0];
        var stored = await bench.Store.ReadAsync(id);
        _pages.Add(id, (stored!.Record.ToArray(), word));
        if (draft.IsPinned)
        {
            _pinned.Add(id);
        }
    }

    private async Task PinAsync(PageId id, bool isPinned)
    {
        await _space.PinAsync(id, isPinned);
        _ = isPinned ? _pinned.Add(id) : _pinned.Remove(id);
    }

    private async Task RecallAsync(PageId id)
    {
        var result = await _space.RecallAsync(_pages[id].Word);
        Await(result);
        Assert.Contains(id, result.BroughtIn.Concat(result.AlreadyResident).Concat(result.LeftOut));
    }

    private async Task FaultAsync(PageId id)
    {
        var result = await _space.FaultAsync(new FaultRequest { Ids = [id] });
        Await(result);
        Assert.Equal(1, result.BroughtIn.Count + result.AlreadyResident.Count + result.LeftOut.Count);
    }

    private void Await(FaultResult result)
    {
        var inView = result.BroughtIn.Concat(result.AlreadyResident).ToList();
        _awaited.UnionWith(inView);
        _shown.ExceptWith(inView);
    }

    private async Task EraseAsync(PageId id)
    {
        Forget(id);
        Assert.True(await _space.EraseAsync([id]) >= 1);
    }

    // What a fork writes, its origin never sees; what the origin has, the fork has.
    private async Task ForkAsync()
    {
        var snapshot = await _space.SnapshotAsync();
        await using var fork = await bench.Pager.RestoreAsync(snapshot, $"fork-{_forks++}", options);
        Assert.Equal(_space.Table.Count, fork.Table.Count);
        var own = await fork.AppendAsync([MemoryBench.Message("only the fork knows forkword")]);
        Assert.False(_space.Table.TryFind(own[0].ToString(), out _));
        var found = await _space.RecallAsync("forkword");
        Assert.DoesNotContain(own[0], found.BroughtIn.Concat(found.AlreadyResident).Concat(found.LeftOut));
    }

    // A restored space is the one that was left, page for page and byte for byte in its window.
    private async Task RestoreAsync()
    {
        var before = await TryRenderAsync();
        var snapshot = await _space.SnapshotAsync();
        await _space.DisposeAsync();
        _space = await bench.Pager.RestoreAsync(snapshot, $"restored-{_forks++}", options);
        var after = await TryRenderAsync();
        Assert.Equal(before?.Messages.Select(TextOf), after?.Messages.Select(TextOf));
        _lastRender = null;
    }

    private async Task CheckAsync()
    {
        foreach (var (id, (record, _)) in _pages)
        {
            var stored = await bench.Store.ReadAsync(id);
            Assert.Equal(record, stored!.Record.ToArray()); // Lossless.
            Assert.True(_space.Table.TryFind(id.ToString(), out var entry));
            Assert.Equal(_pinned.Contains(id), entry.State == PageState.Pinned);
        }

        // Nothing else is there: not what a fork wrote, and of what the model never appended only digests.
        Assert.All(_space.Table.List(0, int.MaxValue), entry => Assert.True(_pages.ContainsKey(entry.Id) || entry.Kind == PageKind.Summary));
        foreach (var id in _erased)
        {
            Assert.Null(await bench.Store.ReadAsync(id));
            Assert.False(_space.Table.TryFind(id.ToString(), out _));
        }
    }

    private async Task RenderAsync()
    {
        if (await TryRenderAsync() is not { } rendered)
        {
            return;
        }

        _shown.UnionWith(_awaited);
        var messages = rendered.Messages.Select(TextOf).ToArray();
        CheckBudget(rendered);
        CheckGroups(rendered);
        CheckPrefix(rendered.Receipt.Epoch, messages);
        CheckProgress(rendered);
        foreach (string word in _erasedWords)
        {
            Assert.DoesNotContain(messages, text => text.Split(' ', '\n').Contains(word)); // Nothing of it remains, in no stub either.
        }

        await CheckCoverageAsync();
    }

    // A refusal is allowed only where what cannot be evicted does not fit.
    private async Task<RenderedContext?> TryRenderAsync()
    {
        try
        {
            return await bench.RenderAsync(_space, options: options);
        }
        catch (ContextBudgetException e)
        {
            Assert.True(_pinned.Count > 0 || e.Receipt.TailTokens > options.Budget.RequestTokens * options.LowWatermark);
            return null;
        }
    }

    private void CheckBudget(RenderedContext rendered)
    {
        var meter = new MessageMeter(bench.Window.Counter, new ContextWindowOptions());
        double bound = meter.Count(rendered.Messages) * (1 + bench.Window.Counter.Margin);
        Assert.True(bound + options.Budget.ReserveTokens <= options.Budget.WindowTokens);
    }

    private void CheckGroups(RenderedContext rendered)
    {
        var groups = rendered.Messages.GroupBy(message => ((Page)message.RawRepresentation!).Id.ToString()).ToList();
        var order = rendered.Messages.Select(message => ((Page)message.RawRepresentation!).Id.ToString()).ToList();
        foreach (var group in groups)
        {
            Assert.True(PageId.TryParse(group.Key, out var id));
            int first = order.IndexOf(group.Key);
            Assert.All(Enumerable.Range(first, group.Count()), i => Assert.Equal(group.Key, order[i])); // Together and in order.
            var calls = group.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId);
            var results = group.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.CallId);
            Assert.Equal(calls, results); // All or none.
        }

        Assert.Subset(groups.Select(group => group.Key).ToHashSet(), _pinned.Select(id => id.ToString()).ToHashSet());
    }

    private void CheckPrefix(int epoch, string[] messages)
    {
        if (_lastRender is var (lastEpoch, before) && lastEpoch == epoch)
        {
            Assert.True(before.Length <= messages.Length);
            Assert.Equal(before, messages[..before.Length]);
        }

        _lastRender = (epoch, messages);
    }

    private void CheckProgress(RenderedContext rendered)
    {
        if (rendered.Receipt.LeftOut.Count > 0 && rendered.Receipt.BoundTokens > options.Budget.RequestTokens * options.LowWatermark)
        {
            var left = _space.Table.List(0, int.MaxValue)
                .Where(entry => entry.State == PageState.Resident && entry.Kind != PageKind.Summary && !_awaited.Contains(entry.Id));
            Assert.True(left.Count() <= 2, "Above the low watermark, only the message being worked on and its newest results may be left.");
        }
    }

    private async Task CheckCoverageAsync()
    {
        foreach (var entry in _space.Table.List(0, int.MaxValue).Where(entry => entry.State == PageState.Evicted))
        {
            if (_pages.TryGetValue(entry.Id, out var page))
            {
                // The filter keeps residents out of it: asking for them would keep them.
                var query = new RecallQuery { Text = page.Word, Filter = id => id == entry.Id };
                var found = await _space.FaultAsync(new FaultRequest { Query = query, BudgetTokens = 0 });
                Assert.Contains(entry.Id, found.LeftOut);
            }
        }
    }

    private PageId Choose(int number) => _pages.Keys.ElementAt(number % _pages.Count);

    private static string TextOf(ChatMessage message)
    {
        var text = new StringBuilder(message.Role.Value);
        foreach (var content in message.Contents)
        {
            text.Append('\n').Append(content switch
            {
                FunctionCallContent call => call.CallId + call.Name,
                FunctionResultContent result => result.CallId + ' ' + result.Result,
                _ => content.ToString(),
            });
        }

        return text.ToString();
    }
}
