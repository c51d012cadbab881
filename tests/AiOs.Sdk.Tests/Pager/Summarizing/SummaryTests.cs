using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AiOs;

/// <summary>Summaries of what left the window: beside the pages, never in their place.</summary>
public sealed class SummaryTests
{
    private static readonly SecurityLabel[] Labels =
        [SecurityLabel.User, SecurityLabel.Untrusted, new(Integrity.User, ReaderSet.Of("ann")), new(Integrity.User, ReaderSet.Of("ann", "bob"))];

    [Fact]
    public void ASummary_NeverHidesABody_AndAnErasureLeavesNothing()
    {
        var pages = Gen.Choose(0, Labels.Length - 1).Zip(Gen.Choose(5, 40)).ListOf().Where(static list => list.Count > 12);
        var property = Prop.ForAll(pages.ToArbitrary(), async list => await CheckAsync([.. list]));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(15).WithStartSize(20).WithEndSize(60).WithReplay(20_301, 7), property);
    }

    [Fact]
    public async Task AFailingSummarizer_IsTriedAgain_AndFailsNoTurn()
    {
        var summarizer = new Fickle { Failures = 2 };
        var bench = new Bench(summarizer);
        await using var space = await bench.OpenAsync();
        await bench.EndEpochAsync(space);
        Assert.Empty(await bench.SummariesAsync());
        await bench.EndEpochAsync(space);
        Assert.Equal(2, summarizer.Calls);
        await bench.EndEpochAsync(space);
        await bench.KeepAsync(space);
        Assert.NotEmpty(await bench.SummariesAsync());
    }

    [Fact]
    public async Task WhatWasNotKept_IsMadeAgainAfterTheMemoryIsOpened()
    {
        var bench = new Bench(new Fickle());
        PageId[] left;
        await using (var space = await bench.OpenAsync())
        {
            left = await bench.EndEpochAsync(space);
        }

        Assert.Empty(await bench.SummariesAsync());
        await using var again = await bench.OpenAsync();
        await bench.EndEpochAsync(again);
        await bench.KeepAsync(again);
        var covered = (await bench.SummariesAsync()).SelectMany(static page => page.Covers).ToList();
        Assert.Subset(covered.ToHashSet(), left.ToHashSet());
        Assert.Equal(covered.Count, covered.Distinct().Count());
    }

    [Fact]
    public async Task AnErasure_WhileASummaryIsBeingMade_ReachesItToo()
    {
        var summarizer = new Fickle { Holds = true };
        var bench = new Bench(summarizer);
        await using var space = await bench.OpenAsync();
        var left = await bench.EndEpochAsync(space, rests: false);
        await summarizer.Began.Task;
        await space.EraseAsync([left[0]]);
        summarizer.Go.SetResult();
        await bench.KeepAsync(space);
        Assert.DoesNotContain(await bench.SummariesAsync(), page => page.Covers.Contains(left[0]));
    }

    [Fact]
    public async Task Closing_StopsWhatIsBeingMade()
    {
        var summarizer = new Fickle { Holds = true };
        var bench = new Bench(summarizer);
        var space = await bench.OpenAsync();
        await bench.EndEpochAsync(space, rests: false);
        await summarizer.Began.Task;
        await space.DisposeAsync(); // Comes back although nobody lets the summarizer go on.
        Assert.True(summarizer.WasCancelled);
        Assert.Empty(await bench.SummariesAsync());
    }

    [Fact]
    public void WithoutARegistration_ThereIsNoSummarizer_AndWithOneItIsTheHosts()
    {
        var services = new ServiceCollection();
        services.AddAiOs();
        Assert.Null(services.BuildServiceProvider().GetService<IPageSummarizer>());
        services.AddAiOs().UseSummarizer(new SummaryOptions { MaxTokens = 64 });
        using var provider = services.BuildServiceProvider();
        Assert.IsType<ExtractivePageSummarizer>(provider.GetRequiredService<IPageSummarizer>());
        Assert.NotNull(provider.GetRequiredService<IPager>());
        Assert.ThrowsAny<ArgumentException>(() => services.AddAiOs().UseSummarizer(new SummaryOptions { MaxPages = 0 }));
    }

    private static async Task CheckAsync(IReadOnlyList<(int Label, int Size)> pages)
    {
        var bench = new Bench(new ExtractivePageSummarizer());
        var plain = new MemoryBench();
        var options = MemoryBench.Options() with { Reader = "ann", PrefetchPages = 0 };
        await using var space = await bench.OpenAsync(options);
        await using var other = await plain.OpenAsync(options: options);
        var known = new Dictionary<PageId, (Page Page, string Word)>();
        for (int i = 0; i < pages.Count; i++)
        {
            var draft = MemoryBench.Message($"w{i}x " + string.Join(' ', Enumerable.Range(i, pages[i].Size).Select(static n => $"filler{n}")))
                with
            { Label = Labels[pages[i].Label], Key = $"{i}" };
            var id = (await space.AppendAsync([draft]))[0];
            await other.AppendAsync([draft]);
            known.Add(id, ((await bench.Store.ReadAsync(id))!, $"w{i}x"));
            await bench.KeepAsync(space);
            await other.PrepareAsync(new PrepareRequest(0));
        }

        await bench.KeepAsync(space);
        var summaries = await bench.SummariesAsync();
        Assert.NotEmpty(summaries);
        Assert.All(summaries, summary => Assert.Equal(
            summary.Covers.Select(id => known[id].Page.Label).Aggregate(SecurityLabel.System, static (a, b) => a.Join(b)), summary.Label));
        await CheckBodiesAsync(space, other, bench, known);
        await CheckLimitsAsync(space, other, known);
        await CheckErasureAsync(space, bench, summaries[0].Covers[0], known);
    }

    // Every page is found that is found where nobody summarises, and no other; summaries come on top.
    private static async Task CheckBodiesAsync(
        IAddressSpace space, IAddressSpace other, Bench bench, Dictionary<PageId, (Page Page, string Word)> known)
    {
        foreach (var (id, (page, word)) in known)
        {
            Assert.Equal(page.Record.ToArray(), (await bench.Store.ReadAsync(id))!.Record.ToArray());
            var found = Wanted(await space.FaultAsync(Request(word)));
            Assert.Contains(id, found);
            Assert.Equal(Wanted(await other.FaultAsync(Request(word))), found.Where(known.ContainsKey));
        }
    }

    private static async Task CheckErasureAsync(
        IAddressSpace space, Bench bench, PageId erased, Dictionary<PageId, (Page Page, string Word)> known)
    {
        await space.EraseAsync([erased]);
        await bench.KeepAsync(space);
        Assert.All(await bench.SummariesAsync(), page => Assert.DoesNotContain(erased, page.Covers));
        await foreach (var entry in bench.Store.ReplayAsync("space"))
        {
            Assert.True(entry is not PageAppended appended || !appended.Page.GetText().Split(' ', '\n').Contains(known[erased].Word));
        }

        Assert.Empty((await space.FaultAsync(Request(known[erased].Word))).BroughtIn);
    }

    // A limit is one, summaries included: they fill only what pages leave of it.
    private static async Task CheckLimitsAsync(IAddressSpace space, IAddressSpace other, Dictionary<PageId, (Page Page, string Word)> known)
    {
        bool hasSummary = false;
        foreach (string words in (string[])[known.Values.First().Word, "filler7 filler9", "filler12"])
        {
            for (int limit = 1; limit <= known.Count + 3; limit++)
            {
                var request = Request(words);
                request = request with { Query = request.Query! with { Limit = limit } };
                var found = Wanted(await space.FaultAsync(request));
                Assert.True(found.Count <= limit, $"{found.Count} pages for a limit of {limit}.");
                Assert.Equal(Wanted(await other.FaultAsync(request)), found.Where(known.ContainsKey));
                int summaries = found.Count(id => !known.ContainsKey(id));
                Assert.True(summaries <= 2, $"{summaries} summaries in one answer.");
                hasSummary |= summaries > 0;
            }
        }

        Assert.True(hasSummary);
    }

    private static FaultRequest Request(string word) => new() { Query = new RecallQuery { Text = word, Limit = 1_000 }, BudgetTokens = 0 };

    private static List<PageId> Wanted(FaultResult result) => [.. result.AlreadyResident.Concat(result.LeftOut).Order()];

    private sealed class Bench
    {
        private readonly Pager _pager;
        private int _number;

        public Bench(IPageSummarizer summarizer) => _pager = new Pager(
            Store,
            new ContextWindow(new WordCounter(), new ContextWindowOptions { NonceKey = new byte[32] }),
            new CostAwareEvictionPolicy(),
            new LexicalRecallIndexFactory(),
            new ManualTimeProvider(MemoryBench.Start),
            summaries: new SummaryParts(summarizer, new SummaryOptions { MaxPages = 4 }, NullLogger.Instance));

        public MemoryPageStore Store { get; } = new();

        public ValueTask<IAddressSpace> OpenAsync(AddressSpaceOptions? options = null) => _pager.OpenAsync("space", options ?? MemoryBench.Options());

        /// <summary>Fills the window until an epoch ends, and waits for what is summarised then.</summary>
        public async Task<PageId[]> EndEpochAsync(IAddressSpace space, bool rests = true)
        {
            while (true)
            {
                await space.AppendAsync([MemoryBench.Message($"Number {_number++} says something of ships and harbours.")]);
                if ((await space.PrepareAsync(new PrepareRequest(0))).Evicted is { Count: > 0 } evicted)
                {
                    await (rests ? RestAsync(space) : Task.CompletedTask);
                    return [.. evicted.Select(static receipt => receipt.Id)];
                }
            }
        }

        public async Task KeepAsync(IAddressSpace space)
        {
            await space.PrepareAsync(new PrepareRequest(0));
            await RestAsync(space);
            await space.PrepareAsync(new PrepareRequest(0));
        }

        public async Task<List<Page>> SummariesAsync()
        {
            var summaries = new List<Page>();
            await foreach (var entry in Store.ReplayAsync("space"))
            {
                if (entry is PageAppended appended && SummaryPages.IsSummary(appended.Page))
                {
                    summaries.Add(appended.Page);
                }
            }

            return summaries;
        }

        private static Task RestAsync(IAddressSpace space) => ((AddressSpace)space).SummariesRestAsync(CancellationToken.None);
    }

    private sealed class Fickle : IPageSummarizer
    {
        public int Failures { get; init; }

        public bool Holds { get; init; }

        public int Calls { get; private set; }

        public bool WasCancelled { get; private set; }

        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "fickle";

        public Integrity Integrity => Integrity.System;

        public async ValueTask<string> SummarizeAsync(SummaryRequest request, CancellationToken cancellationToken = default)
        {
            Began.TrySetResult();
            if (++Calls <= Failures)
            {
                throw new InvalidOperationException("Not today.");
            }

            try
            {
                await (Holds ? Go.Task.WaitAsync(cancellationToken) : Task.CompletedTask);
            }
            catch (OperationCanceledException)
            {
                WasCancelled = true;
                throw;
            }

            return string.Join('\n', request.Pages.Select(static page => page.GetText()));
        }
    }
}
