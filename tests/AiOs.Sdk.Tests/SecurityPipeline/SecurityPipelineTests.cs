using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class SecurityPipelineTests
{
    [Fact]
    public async Task AStageThatThrows_Blocks()
    {
        var pipeline = Create(stages: [new Stage("bad", _ => throw new InvalidOperationException("oops"))]);
        var verdict = await pipeline.EvaluateAsync(Content("x"));
        Assert.Equal(SecurityOutcome.Block, verdict.Outcome);
        Assert.DoesNotContain("oops", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_SeeWhatTheOnesBeforeLetThrough_AndABlockEndsIt()
    {
        var seen = new List<string>();
        var pipeline = Create(stages:
        [
            new Stage("one", text => { seen.Add(text); return SecurityVerdict.Rewrite("one", "r", text + "1"); }),
            new Stage("two", text => { seen.Add(text); return SecurityVerdict.Block("two", "no"); }),
            new Stage("three", text => { seen.Add(text); return SecurityVerdict.Allow("three"); }),
        ]);
        Assert.Equal("two", (await pipeline.EvaluateAsync(Content("x"))).DecidedBy);
        Assert.Equal(["x", "x1"], seen);
    }

    [Fact]
    public async Task AnAuditLogThatFails_BlocksEverything()
    {
        var pipeline = new SecurityPipeline([new Stage("fine", _ => SecurityVerdict.Allow("fine"))], [], new BrokenLog(), TimeProvider.System);
        Assert.Equal(SecurityOutcome.Block, (await pipeline.EvaluateAsync(Content("x"))).Outcome);
    }

    [Fact]
    public async Task TheStrictestPolicy_Stands_AndEveryOneIsAsked()
    {
        var log = new InMemoryAuditLog();
        var pipeline = Create(
            log,
            policies: [new Policy("a", _ => SecurityVerdict.Allow("a")), new Policy("b", _ => SecurityVerdict.Block("b", "no")), new Policy("c", _ => null)]);
        var (call, bench) = await CallAsync();
        await using (bench)
        {
            Assert.Equal("b", (await pipeline.AuthorizeAsync(call)).DecidedBy);
        }

        var records = new List<AuditRecord>();
        await foreach (var record in log.ReadAsync())
        {
            records.Add(record);
        }

        Assert.Equal(["a", "b"], records.Select(record => record.Verdict.DecidedBy));
    }

    [Theory]
    [InlineData(true, false, SecurityOutcome.Allow)]
    [InlineData(false, false, SecurityOutcome.Block)]
    [InlineData(true, true, SecurityOutcome.Block)] // The arguments were changed while the human was being asked.
    public async Task AnApproval_IsForExactlyWhatWasShown(bool agrees, bool changes, SecurityOutcome expected)
    {
        var approver = new Approver(request =>
        {
            if (changes)
            {
                ((ToolSyscall)request.Call).Invocation.Arguments["to"] = "somebody else";
            }

            return agrees;
        });
        var pipeline = Create(policies: [new Policy("ask", _ => SecurityVerdict.RequireApproval("ask", "big"))], approver: approver);
        var (call, bench) = await CallAsync();
        await using (bench)
        {
            Assert.Equal(expected, (await pipeline.AuthorizeAsync(call)).Outcome);
        }
    }

    [Fact]
    public async Task WithoutAnApprover_WhatNeedsApprovalIsBlocked()
    {
        var pipeline = Create(policies: [new Policy("ask", _ => SecurityVerdict.RequireApproval("ask", "big"))]);
        var (call, bench) = await CallAsync();
        await using (bench)
        {
            Assert.Equal(SecurityOutcome.Block, (await pipeline.AuthorizeAsync(call)).Outcome);
        }
    }

    [Fact]
    public async Task RestrictedData_IsNotSentToOthers()
    {
        var policy = new RestrictedReadersPolicy();
        var adas = new SecurityLabel(Integrity.User, ReaderSet.Of("ada"));
        var (call, bench) = await CallAsync(adas);
        await using (bench)
        {
            Assert.Equal(SecurityOutcome.Block, policy.Decide(call)!.Outcome);
        }

        (call, bench) = await CallAsync(adas, ReaderSet.Of("ada"));
        await using (bench)
        {
            Assert.Equal(SecurityOutcome.Allow, policy.Decide(call)!.Outcome);
        }
    }

    private static async Task<(ToolSyscall Call, KernelBench Bench)> CallAsync(SecurityLabel? label = null, ReaderSet? audience = null)
    {
        var bench = new KernelBench(new ScriptedChatClient());
        var process = await bench.Kernel.SpawnAsync(new AgentSpec());
        var tool = new ToolDescriptor
        {
            Function = AIFunctionFactory.Create((string to) => to, "send"),
            Effects = ToolEffects.Sends,
            Audience = audience ?? ReaderSet.Everyone,
        };
        var invocation = new ToolInvocation("1", "send", new AIFunctionArguments { ["to"] = "ada" });
        return (new ToolSyscall(process, label ?? SecurityLabel.User, tool, invocation), bench);
    }

    private static SecurityContent Content(string text) => new(SecurityDirection.Output, new ProcessId(1), text, SecurityLabel.User);

    private static SecurityPipeline Create(
        IAuditLog? log = null, ISecurityStage[]? stages = null, ISecurityPolicy[]? policies = null, IApprover? approver = null) =>
        new(stages ?? [], policies ?? [], log ?? new InMemoryAuditLog(), TimeProvider.System, approver);

    private sealed class Stage(string name, Func<string, SecurityVerdict> judge) : ISecurityStage
    {
        public string Name => name;

        public SecurityDirection Directions => SecurityDirection.Output;

        public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(judge(content.Text));
    }

    private sealed class Policy(string name, Func<Syscall, SecurityVerdict?> decide) : ISecurityPolicy
    {
        public string Name => name;

        public SecurityVerdict? Decide(Syscall call) => decide(call);
    }

    private sealed class Approver(Func<ApprovalRequest, bool> ask) : IApprover
    {
        public ValueTask<bool> ApproveAsync(ApprovalRequest request, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(ask(request));
    }

    private sealed class BrokenLog : IAuditLog
    {
        public ValueTask AppendAsync(AuditRecord record, CancellationToken cancellationToken = default) => throw new IOException("full");

        public IAsyncEnumerable<AuditRecord> ReadAsync(CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<AuditRecord>();
    }
}
