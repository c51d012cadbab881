using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>What a kernel that stops in the middle of things leaves to the next one.</summary>
public sealed class ShutdownTests
{
    private readonly InMemoryProcessJournal _journal = new();

    [Fact]
    public async Task AParentThatWaits_DoesNotHearOfTheShutdown_AndWaitsAgainAfterwards()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isFirst = true;
        using var client = new ScriptedChatClient(async (request, token) =>
        {
            if (request.Messages[0].Text == "child")
            {
                isAsked.TrySetResult();
                await (isFirst ? new TaskCompletionSource().Task.WaitAsync(token) : Task.CompletedTask);
                return ScriptedChatClient.Text("It is 42.");
            }

            return request.Messages.Count(static message => message.Role == ChatRole.Tool) switch
            {
                0 => ScriptedChatClient.Calls(KernelBench.Call("c0", "spawn", ("agent", "helper"), ("task", "Find it."))),
                1 => ScriptedChatClient.Calls(KernelBench.Call("c1", "wait", ("process", KernelTests.ResultOf(request).Split(' ')[1]))),
                _ => ScriptedChatClient.Text(KernelTests.ResultOf(request)),
            };
        });
        var spec = new AgentSpec
        {
            Key = "parent",
            HasProcessTools = true,
            Specialists = [new AgentSpec { Name = "helper", Instructions = "child" }],
        };
        var message = new ChatMessage(ChatRole.User, "go") { MessageId = "task" };
        await using (var first = Bench(client))
        {
            var parent = await first.Kernel.SpawnAsync(spec);
            await parent.PostAsync(new ProcessMessage(ProcessId.Host, message, SecurityLabel.User));
            await isAsked.Task;
        }

        isFirst = false;
        await using var second = Bench(client);
        var resumed = await second.Kernel.SpawnAsync(spec);
        Assert.EndsWith("answered: It is 42.", (await resumed.AskAsync(message)).Text, StringComparison.Ordinal);
        Assert.Equal(3, resumed.Usage.Steps);
    }

    [Fact]
    public async Task ACallWhoseAnswerWasLost_IsReportedToTheOperator()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isFirst = true;
        using var client = new ScriptedChatClient(async (_, token) =>
        {
            isAsked.TrySetResult();
            await (isFirst ? new TaskCompletionSource().Task.WaitAsync(token) : Task.CompletedTask);
            return ScriptedChatClient.Text("ok");
        });
        await using (var first = Bench(client))
        {
            var agent = await first.Kernel.SpawnAsync(new AgentSpec());
            await agent.PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, "go"), SecurityLabel.User));
            await isAsked.Task;
        }

        isFirst = false;
        long lost = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "aios.journal.lost_model_calls")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        int here = Environment.CurrentManagedThreadId;
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => lost += Environment.CurrentManagedThreadId == here ? value : 0);
        listener.Start();
        await using var second = Bench(client);
        var resuming = second.Services.GetRequiredService<IProcessHistory>().ResumeAsync().AsTask();
        Assert.True(resuming.IsCompletedSuccessfully); // On this thread, so that no other test's counting is mistaken for this one's.
        var resumed = Assert.Single(await resuming);
        await ((KernelProcess)resumed).WhenIdleAsync(default);
        Assert.Equal(1, lost);
    }

    [Fact]
    public void TheSettingsOfAMemory_AreAllJournalled()
    {
        var options = new AddressSpaceOptions
        {
            Budget = new ContextBudget(9_000, 900),
            PinsStandingStatements = false,
            StandingShare = 0.25,
            HighWatermark = 0.8,
            LowWatermark = 0.4,
            FaultShare = 0.2,
            DigestShare = 0.05,
            PrefetchPages = 3,
            Reader = "ann",
            SharedBlocks = ["team"],
        };
        var read = SpecDocument.Read(SpecDocument.Write(new AgentSpec { Memory = options })).Memory!;
        Assert.Equal(options.SharedBlocks, read.SharedBlocks);
        Assert.Equal(options, read with { SharedBlocks = options.SharedBlocks });
    }

    [Fact]
    public void SettingsThatAnEarlierVersionDidNotWrite_AreTheDefaults()
    {
        string json = SpecDocument.Write(new AgentSpec { Memory = new AddressSpaceOptions { Budget = new ContextBudget(9_000, 900) } });
        string earlier = json.Replace(",\"PinsStandingStatements\":true,\"StandingShare\":0.1", "", StringComparison.Ordinal);
        Assert.NotEqual(json, earlier);
        var read = SpecDocument.Read(earlier).Memory!;
        Assert.Equal((true, 0.10), (read.PinsStandingStatements, read.StandingShare));
    }

    private KernelBench Bench(IChatClient client) => new(client, builder => builder.AddSingleton<IProcessJournal>(_journal));
}
