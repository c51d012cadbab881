using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Questions to a human that outlive the program that asked them, but neither their time nor the tool that they were about.</summary>
public sealed class ApprovalRestartTests
{
    private static readonly TimeSpan Expiry = TimeSpan.FromHours(1);

    private readonly InMemoryProcessJournal _journal = new();
    private int _sent;

    [Fact]
    public async Task AQuestion_ExpiresThoughNobodyRan()
    {
        string asked = await AskAndStopAsync();
        await using var bench = Bench();
        bench.Time.Advance(Expiry);
        var desk = bench.Services.GetRequiredService<ApprovalDesk>();
        Assert.Empty(await desk.ListAsync());
        Assert.False(await desk.DecideAsync(asked, isApproved: true, "too late"));
        await FinishAsync(bench);
        Assert.Equal(0, _sent);
    }

    [Fact]
    public async Task AnAnswer_ExpiresWithItsQuestion()
    {
        string asked = await AskAndStopAsync();
        await ApproveWhileNoKernelRunsAsync(asked);

        await using var bench = Bench();
        bench.Time.Advance(Expiry);
        await FinishAsync(bench);
        Assert.Equal(0, _sent);
    }

    [Fact]
    public async Task AnAnswerInTime_HoldsThoughTheKernelComesLater()
    {
        string asked = await AskAndStopAsync();
        await ApproveWhileNoKernelRunsAsync(asked);

        await using var bench = Bench();
        bench.Time.Advance(Expiry - TimeSpan.FromTicks(1));
        await FinishAsync(bench);
        Assert.Equal(1, _sent);
    }

    [Fact]
    public async Task AnAnswer_IsForTheVersionOfTheToolThatWasShown()
    {
        string asked = await AskAndStopAsync();
        await ApproveWhileNoKernelRunsAsync(asked);

        await using var bench = Bench("2.0");
        await bench.Services.GetRequiredService<IProcessHistory>().ResumeAsync();
        string again = await QuestionAsync(bench);
        Assert.NotEqual(asked, again);
        Assert.Equal(0, _sent);
        Assert.True(await bench.Services.GetRequiredService<ApprovalDesk>().DecideAsync(again, isApproved: false, "not this one"));
        await ((KernelProcess)Assert.Single(bench.Kernel.Processes)).WhenIdleAsync(default);
        Assert.Equal(0, _sent);
    }

    private static async Task FinishAsync(KernelBench bench)
    {
        var resumed = Assert.Single(await bench.Services.GetRequiredService<IProcessHistory>().ResumeAsync());
        var end = await ((KernelProcess)resumed).WhenIdleAsync(default);
        Assert.Equal("done", Assert.IsType<TurnCompleted>(end).Message.Text);
    }

    private async Task ApproveWhileNoKernelRunsAsync(string asked)
    {
        using var desk = new ApprovalDesk(new ManualTimeProvider(MemoryBench.Start), _journal, Expiry);
        Assert.True(await desk.DecideAsync(asked, isApproved: true, "the owner, in time"));
    }

    private async Task<string> QuestionAsync(KernelBench bench)
    {
        var desk = bench.Services.GetRequiredService<ApprovalDesk>();
        while (true)
        {
            if (await desk.ListAsync() is [var question])
            {
                return question.Fingerprint;
            }

            Assert.Equal(0, _sent); // Not without being asked about.
            await Task.Yield();
        }
    }

    private async Task<string> AskAndStopAsync()
    {
        await using var bench = Bench();
        var agent = await bench.Kernel.SpawnAsync(new AgentSpec { Budget = new ProcessBudget { TurnTime = TimeSpan.FromDays(2) } });
        await agent.PostAsync(new ProcessMessage(ProcessId.Host, new ChatMessage(ChatRole.User, "go"), SecurityLabel.User));
        return await QuestionAsync(bench);
    }

    private KernelBench Bench(string version = "1.0") => new(
        new ScriptedChatClient((request, _) => ValueTask.FromResult(request.Messages.Any(static message => message.Role == ChatRole.Tool)
            ? ScriptedChatClient.Text("done")
            : ScriptedChatClient.Calls(KernelBench.Call("1", "mail", ("to", "ada"))))),
        builder =>
        {
            builder.AddSingleton<IProcessJournal>(_journal);
            builder.AddSecurityPolicy<AlwaysAsk>().UseApprovalDesk(Expiry);
            builder.AddTool((string to) => ++_sent, "mail", configure: tool => tool with { ResultIntegrity = Integrity.User, Version = version });
        });

    private sealed class AlwaysAsk : ISecurityPolicy
    {
        public string Name => "always-ask";

        public SecurityVerdict? Decide(Syscall call) =>
            call is ToolSyscall ? SecurityVerdict.RequireApproval(Name, "somebody must agree") : null;
    }
}
