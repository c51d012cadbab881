using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What was erased from memory is erased from the journal of a process that lives on, and stays so after a restart.</summary>
public sealed class JournalErasureTests
{
    private readonly InMemoryProcessJournal _journal = new();
    private bool _isImmediate;

    [Theory]
    [InlineData("the question secret", false)]
    [InlineData("the argument secret", false)]
    [InlineData("the argument secret", true)] // Where answer and result are one record.
    [InlineData("the result secret", false)]
    [InlineData("the result secret", true)]
    [InlineData("the answer secret", false)]
    public async Task NothingOfAnErasedPage_IsInAnyRecord_AndTheRestIs(string secret, bool isImmediate)
    {
        _isImmediate = isImmediate;
        using var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(
            request.Messages[^1].Role == ChatRole.Tool ? ScriptedChatClient.Text("It is the answer secret.")
            : request.Messages[^1].Text == "And?" ? ScriptedChatClient.Text("Nothing else.")
            : ScriptedChatClient.Calls(KernelBench.Call("c", "look", ("where", "in the argument secret")))));
        await using (var bench = new KernelBench(client, Configure))
        {
            var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Name = "clerk" });
            await agent.AskAsync("Tell me the question secret.");
            await agent.AskAsync("And?");
            Assert.Contains(secret, await WordsAsync(), StringComparison.Ordinal);

            var pages = bench.Services.GetRequiredService<IPageStore>();
            var doomed = new List<PageId>();
            foreach (var entry in agent.Memory.Table.List(0, 10))
            {
                if ((await pages.ReadAsync(entry.Id))!.GetText().Contains(secret, StringComparison.Ordinal))
                {
                    doomed.Add(entry.Id);
                }
            }

            Assert.Equal(1, await agent.Memory.EraseAsync(doomed));
            string left = await WordsAsync();
            Assert.DoesNotContain(secret, left, StringComparison.Ordinal);
            Assert.Contains("Nothing else.", left, StringComparison.Ordinal);
            string[] others = ["the question secret", "the answer secret"];
            Assert.All(others.Where(other => other != secret), other => Assert.Contains(other, left, StringComparison.Ordinal));
            await agent.AskAsync("And?");
        }

        // Pages ended with the first kernel, so that memory is made from the journal alone.
        await using var second = new KernelBench(client, Configure);
        var resumed = Assert.Single(await second.Services.GetRequiredService<IProcessHistory>().ResumeAsync());
        Assert.Equal(4, resumed.Usage.Steps);
        Assert.Equal("Nothing else.", (await resumed.AskAsync("And?")).Text);
        var seen = client.Requests[^1].Messages;
        Assert.All((string[])[secret, "[erased]"], gone => Assert.DoesNotContain(
            seen, message => Text(message).Contains(gone, StringComparison.Ordinal)));
        Assert.Equal(secret is "the argument secret" or "the result secret" ? 7 : 8, seen.Count);
    }

    [Fact]
    public async Task APageOfAFork_IsErasedFromTheJournalOfWhoeverSaidIt()
    {
        using var client = new ScriptedChatClient((_, _) => ValueTask.FromResult(ScriptedChatClient.Text("ok")));
        await using var bench = new KernelBench(client, Configure);
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("a secret");
        var fork = await bench.Kernel.ForkAsync(agent);
        Assert.Equal(1, await fork.Memory.EraseAsync([fork.Memory.Table.List(0, 1)[0].Id]));
        Assert.DoesNotContain("a secret", await WordsAsync(), StringComparison.Ordinal);
        Assert.Equal(1, agent.Memory.Table.Count);
    }

    private static string Text(ChatMessage message) =>
        message.Text + string.Concat(message.Contents.OfType<FunctionResultContent>().Select(result => result.Result));

    private async Task<string> WordsAsync()
    {
        var words = new StringBuilder();
        await foreach (var entry in _journal.ReplayAsync())
        {
            words.AppendLine(Encoding.UTF8.GetString(entry.Record.Span));
        }

        return words.ToString();
    }

    private void Configure(AiOsBuilder builder)
    {
        builder.AddSingleton<IProcessJournal>(_journal);
        builder.AddTool(
            (string where) => "There is the result secret.",
            "look",
            configure: tool => tool with { Effects = ToolEffects.None, ResultIntegrity = Integrity.User, IsImmediate = _isImmediate });
    }
}
