using Xunit;

namespace AiOs;

public sealed class MemoryToolTests
{
    [Fact]
    public async Task Prefetch_BringsBackWhatTheQuestionNeeds()
    {
        var client = new ScriptedChatClient(ScriptedChatClient.Text("ok"));
        await using var bench = new KernelBench(client);
        var agent = await SpawnWithAFullMemoryAsync(bench);
        await agent.AskAsync("Where is the spare key?");
        Assert.Contains(client.Requests[0].Messages, message => message.Text.Contains("blue flowerpot", StringComparison.Ordinal)
            && message.Text.StartsWith("[recalled page p:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Recall_BringsPagesIntoTheNextRequest()
    {
        var client = new ScriptedChatClient(
            ScriptedChatClient.Calls(KernelBench.Call("1", "recall", ("query", "spare key"))), ScriptedChatClient.Text("ok"));
        await using var bench = new KernelBench(client);
        var agent = await SpawnWithAFullMemoryAsync(bench, prefetch: 0);
        await agent.AskAsync("Think.");
        Assert.DoesNotContain(client.Requests[0].Messages, message => message.Text.Contains("blue flowerpot", StringComparison.Ordinal));
        Assert.Contains(client.Requests[1].Messages, message => message.Text.Contains("blue flowerpot", StringComparison.Ordinal));
        Assert.Contains("Brought into view", KernelTests.ResultOf(client.Requests[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_BringsBackByTheIdOfAStub()
    {
        string stub = "";
        var client = new ScriptedChatClient((request, _) =>
        {
            if (request.Number > 0)
            {
                return ValueTask.FromResult(ScriptedChatClient.Text("ok"));
            }

            var digest = request.Messages.First(message => message.Text.Contains("| digest]", StringComparison.Ordinal));
            stub = digest.Text.Split('\n').First(line => line.StartsWith("p:", StringComparison.Ordinal)).Split(' ')[0];
            return ValueTask.FromResult(ScriptedChatClient.Calls(KernelBench.Call("1", "page", ("ids", new[] { stub }))));
        });
        await using var bench = new KernelBench(client);
        var agent = await SpawnWithAFullMemoryAsync(bench, prefetch: 0);
        await agent.AskAsync("Think.");
        Assert.Contains(client.Requests[1].Messages, message => message.Text.StartsWith($"[recalled page {stub} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("recall", "query", "", "needs a \"query\"")]
    [InlineData("recall", "from", "someday", "must be a date")]
    [InlineData("page", "ids", "p:00000000", "There is no page 'p:00000000'")]
    [InlineData("page", "ids", "", "There is no page")]
    public async Task BadArguments_AreReportedToTheModel(string tool, string argument, string value, string expected)
    {
        var client = new ScriptedChatClient(ScriptedChatClient.Calls(KernelBench.Call("1", tool, (argument, value))), ScriptedChatClient.Text("ok"));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        Assert.Equal("ok", (await agent.AskAsync("go")).Text);
        Assert.Contains(expected, KernelTests.ResultOf(client.Requests[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookUps_AreNotFoundByLaterOnes()
    {
        var client = new ScriptedChatClient(
            ScriptedChatClient.Calls(KernelBench.Call("1", "recall", ("query", "unicornword"))), ScriptedChatClient.Text("ok"));
        await using var bench = new KernelBench(client);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("Think.");
        var found = await agent.Memory.RecallAsync("unicornword");
        Assert.Empty(found.BroughtIn.Concat(found.AlreadyResident));
    }

    private static async Task<AgentProcess> SpawnWithAFullMemoryAsync(KernelBench bench, int prefetch = 8)
    {
        var agent = await bench.Kernel.SpawnAsync(
            new AgentSpec { Memory = MemoryBench.Options(1_500, 200) with { PrefetchPages = prefetch } });
        await agent.Memory.RememberAsync("The spare key is under the blue flowerpot.");
        for (int i = 0; i < 60; i++)
        {
            await agent.Memory.RememberAsync($"Note {i}: the weather on day {i} was fine, with some clouds over the hills and little wind.");
        }

        await agent.Memory.PrepareAsync(new PrepareRequest(0));
        return agent;
    }
}
