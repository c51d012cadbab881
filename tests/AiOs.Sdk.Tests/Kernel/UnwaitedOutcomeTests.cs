using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>The outcome of a tool is durable before anything uses it, but where it could as well be found out again.</summary>
public sealed class UnwaitedOutcomeTests
{
    [Theory]
    [InlineData(ToolEffects.None, true, false, true)]
    [InlineData(ToolEffects.ReadsUntrusted, true, false, true)]
    [InlineData(ToolEffects.Writes, true, false, false)] // It must not happen twice.
    [InlineData(ToolEffects.None, false, false, false)] // The page would outlive its record.
    [InlineData(ToolEffects.None, true, true, false)] // Somebody would see what may be otherwise after a kill.
    public async Task ATool_IsWaitedFor_WhereItsOutcomeMayNotBeLost(ToolEffects effects, bool hasVolatilePages, bool isHeard, bool goesOn)
    {
        var journal = HoldingOutcomes();
        var isAskedAgain = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new ScriptedChatClient((request, _) =>
        {
            if (request.Messages[^1].Role == ChatRole.Tool)
            {
                isAskedAgain.SetResult(journal.IsReleased);
            }

            return ValueTask.FromResult(request.Messages[^1].Role == ChatRole.Tool
                ? ScriptedChatClient.Text("done")
                : ScriptedChatClient.Calls(KernelBench.Call("c", "look")));
        });
        await using var bench = new KernelBench(client, builder =>
        {
            builder.AddSingleton<IProcessJournal>(journal);
            if (!hasVolatilePages)
            {
                builder.AddSingleton<IPageStore>(new KeptPages(new MemoryPageStore()));
            }

            builder.AddTool(
                () => "seen", "look", configure: tool => tool with { Effects = effects, IsIdempotent = true, ResultIntegrity = Integrity.User });
        });
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        await using var events = isHeard ? agent.ReadEventsAsync().GetAsyncEnumerator() : null;
        var answer = agent.AskAsync("go");
        await journal.Reached;
        if (goesOn)
        {
            await isAskedAgain.Task; // Or for ever, where it is waited for.
        }

        Assert.False(answer.IsCompleted); // The answer is written behind the outcome, so it waits in any case.
        journal.Release();
        Assert.Equal("done", (await answer).Text);
        Assert.Equal(!goesOn, await isAskedAgain.Task);
    }

    [Fact]
    public async Task AnOutcomeThatCannotBeWritten_FailsTheTurn_BeforeItsAnswerIsSeen()
    {
        var journal = HoldingOutcomes(new InvalidOperationException("the disk is full"));
        using var client = new ScriptedChatClient((request, _) => ValueTask.FromResult(request.Messages[^1].Role == ChatRole.Tool
            ? ScriptedChatClient.Text("done")
            : ScriptedChatClient.Calls(KernelBench.Call("c", "look"))));
        await using var bench = new KernelBench(client, builder =>
        {
            builder.AddSingleton<IProcessJournal>(journal);
            builder.AddTool(() => "seen", "look", configure: tool => tool with { Effects = ToolEffects.None });
        });
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec());
        var answer = agent.AskAsync("go");
        await journal.Reached;
        journal.Release();
        Assert.Equal("the disk is full", (await Assert.ThrowsAsync<InvalidOperationException>(() => answer)).Message);
    }

    private static HeldJournal HoldingOutcomes(Exception? error = null) =>
        new(static record => record.Kind == JournalRecordKind.ToolOutcome) { Error = error };
}
