using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>Faults that other libraries' memories were reported for, each as a test that ours does not have it.</summary>
public sealed class PeerFaultTests
{
    private readonly MemoryBench _bench = new();

    [Fact]
    public async Task ATrimmedWindow_HasNoOrphanedToolCall()
    {
        await using var space = await _bench.OpenAsync();
        for (int i = 0; i < 40; i++)
        {
            await space.AppendAsync([MemoryBench.Message($"question {i}"), MemoryBench.Exchange($"result {i} with some words"), MemoryBench.Message("thanks")]);
            AssertEveryCallIsAnsweredNext((await _bench.RenderAsync(space)).Messages);
        }

        var resident = await space.PrepareAsync(new PrepareRequest(0));
        Assert.True(resident.Epoch > 0, "Nothing was trimmed, so that nothing could have been torn apart.");
    }

    [Fact]
    public async Task ThereIsNoFloorOfNewestMessages_AboveTheBudget()
    {
        await using var space = await _bench.OpenAsync();
        for (int i = 0; i < 10; i++)
        {
            await space.AppendAsync([MemoryBench.Message(string.Join(' ', Enumerable.Repeat($"word{i}", 120)))]);
        }

        Assert.True((await _bench.RenderAsync(space)).Receipt.BoundTokens <= MemoryBench.Options().Budget.RequestTokens);
    }

    [Fact]
    public async Task AGiantToolResult_LeavesFirst_AndAStubStays()
    {
        await using var space = await _bench.OpenAsync();
        await space.AppendAsync([MemoryBench.Message("look it up"), MemoryBench.Exchange(string.Join(' ', Enumerable.Repeat("data", 240)), calls: 1)]);
        await space.AppendAsync([MemoryBench.Message("what did it say?")]);
        var resident = await space.PrepareAsync(new PrepareRequest(0));
        var left = Assert.Single(resident.Evicted);
        Assert.Contains("p:" + left.Id.ToShortString(), resident.Digest!.Page.GetText(), StringComparison.Ordinal);
        Assert.Contains(resident.Tail, item => item.Messages[0].Text == "what did it say?");
    }

    [Fact]
    public async Task WhatAFaultCallsInView_IsInTheNextRequest()
    {
        await using var space = await _bench.OpenAsync();
        var wanted = (await space.AppendAsync([MemoryBench.Message("the lighthouse has a green door")]))[0];
        await AddressSpaceTests.FillAsync(space, 14);
        var fault = await space.FaultAsync(new FaultRequest { Ids = [wanted] });
        Assert.Equal([wanted], fault.AlreadyResident);
        await AddressSpaceTests.FillAsync(space, 14);
        var resident = await space.PrepareAsync(new PrepareRequest(0));
        Assert.NotEmpty(resident.Evicted);
        Assert.Contains(resident.Tail, item => item.Page.Id == wanted);
    }

    [Fact]
    public async Task Compaction_DoesNotRunAgainAtOnce()
    {
        await using var space = await _bench.OpenAsync();
        await AddressSpaceTests.FillAsync(space, 60);
        Assert.NotEmpty((await space.PrepareAsync(new PrepareRequest(0))).Evicted);
        for (int i = 0; i < 5; i++)
        {
            Assert.Empty((await space.PrepareAsync(new PrepareRequest(0))).Evicted);
        }
    }

    [Fact]
    public async Task Compaction_DoesNotLoop_WhenOnlyPinnedPagesAreLeft()
    {
        await using var space = await _bench.OpenAsync();
        for (int i = 0; i < 4; i++)
        {
            await space.AppendAsync([MemoryBench.Message(string.Join(' ', Enumerable.Repeat($"pinned{i}", 62)), isPinned: true)]);
        }

        int epoch = (await space.PrepareAsync(new PrepareRequest(0))).Epoch;
        Assert.Equal(epoch, (await space.PrepareAsync(new PrepareRequest(0))).Epoch);
    }

    [Fact]
    public async Task ASummary_IsNeverLost_AndNeverReplacesABody()
    {
        await using var space = await _bench.OpenAsync();
        await AddressSpaceTests.FillAsync(space, 60);
        var digest = (await space.PrepareAsync(new PrepareRequest(0))).Digest!.Page;
        await AddressSpaceTests.FillAsync(space, 60);
        await space.PrepareAsync(new PrepareRequest(0));
        Assert.NotNull(await _bench.Store.ReadAsync(digest.Id));
        foreach (var covered in digest.Covers)
        {
            Assert.NotNull(await _bench.Store.ReadAsync(covered));
        }
    }

    [Fact]
    public void AnEstimate_CountsToolSchemas()
    {
        var tool = AIFunctionFactory.Create((string city, int days) => city + days, "forecast", "Forecasts the weather of a city.");
        int without = _bench.Window.CreateFrame("", []).Tokens;
        int with = _bench.Window.CreateFrame("", [tool]).Tokens;
        Assert.True(with - without >= _bench.Window.Counter.CountTokens(tool.JsonSchema.GetRawText()));
    }

    [Fact]
    public async Task AStandingInstruction_NeverVanishes()
    {
        await using var space = await _bench.OpenAsync();
        var id = await space.RememberAsync("Always answer in French.", isPinned: true);
        for (int i = 0; i < 10; i++)
        {
            await AddressSpaceTests.FillAsync(space, 30);
            var rendered = await _bench.RenderAsync(space);
            Assert.Contains(rendered.Messages, message => message.Text.Contains("French", StringComparison.Ordinal));
        }

        await space.DisposeAsync();
        await using var reopened = await _bench.OpenAsync();
        Assert.Contains((await reopened.PrepareAsync(new PrepareRequest(0))).Pinned, item => item.Page.Id == id);
    }

    [Fact]
    public async Task AFork_DoesNotSeeItsSiblingsWrites()
    {
        await using var space = await _bench.OpenAsync();
        await AddressSpaceTests.FillAsync(space, 3);
        var snapshot = await space.SnapshotAsync();
        await using var left = await _bench.Pager.RestoreAsync(snapshot, "left", MemoryBench.Options());
        await using var right = await _bench.Pager.RestoreAsync(snapshot, "right", MemoryBench.Options());
        await left.AppendAsync([MemoryBench.Message("leftword")]);
        await right.AppendAsync([MemoryBench.Message("rightword")]);
        foreach (var (fork, own, other) in new[] { (left, "leftword", "rightword"), (right, "rightword", "leftword") })
        {
            var rendered = await _bench.RenderAsync(fork);
            Assert.Contains(rendered.Messages, message => message.Text.Contains(own, StringComparison.Ordinal));
            Assert.DoesNotContain(rendered.Messages, message => message.Text.Contains(other, StringComparison.Ordinal));
            Assert.Equal(4, fork.Table.Count);
            var found = await fork.FaultAsync(new FaultRequest { Query = new RecallQuery { Text = other } });
            Assert.Empty(found.BroughtIn.Concat(found.AlreadyResident)); // Nor does its index know that word.
        }

        Assert.Equal(3, space.Table.Count);
    }

    private static void AssertEveryCallIsAnsweredNext(IReadOnlyList<ChatMessage> messages)
    {
        string[] open = [];
        foreach (var message in messages)
        {
            string[] results = [.. message.Contents.OfType<FunctionResultContent>().Select(static result => result.CallId)];
            Assert.Equal(open, results);
            open = [.. message.Contents.OfType<FunctionCallContent>().Select(static call => call.CallId)];
        }

        Assert.Empty(open);
    }
}
