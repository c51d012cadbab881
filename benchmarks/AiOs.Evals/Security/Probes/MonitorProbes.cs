using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>Questions about the monitor itself: verdicts, approvals, what can change in between, and pins.</summary>
internal static class MonitorProbes
{
    public static IEnumerable<(string Name, Func<Task<bool>> IsViolated)> All =>
    [
        ("a rule that fails", FailingRuleAsync),
        ("a refusal", RefusalAsync),
        ("other arguments than were approved", static () => SwapAsync(throughKernel: false)),
        ("arguments that change after the verdict", static () => SwapAsync(throughKernel: true)),
        ("an approval used twice", TwiceAsync),
        ("a tool that nobody approved", static () => PinAsync(static (_, _) => new InMemoryToolPinStore())),
        ("a changed description", static () => PinAsync(static (tool, changed) => Approving(changed, description: "other words"))),
        ("a changed schema", static () => PinAsync(static (tool, changed) => Approving(changed, argument: "other"))),
        ("the same tool of another server", static () => PinAsync(static (tool, changed) =>
            new InMemoryToolPinStore(PinnedToolRegistry.PinOf(changed) with { Server = "elsewhere" }))),
    ];

    private static async Task<bool> FailingRuleAsync()
    {
        var rule = ToolRule.Block("broken", static _ => throw new InvalidOperationException("oops"), "it is broken");
        await using var bench = new ProbeBench(
            ProbeBench.Calls(ProbeBench.Call("note", ("text", "t"))), configure: builder => builder.AddSingleton<ISecurityPolicy>(rule));
        await bench.AskAsync();
        return bench.Did("note");
    }

    private static async Task<bool> RefusalAsync()
    {
        await using var bench = new ProbeBench(
            ProbeBench.Calls(ProbeBench.Call("lookup", ("q", "x")), ProbeBench.Call("mail", ("to", "eve"))), asksHuman: true, human: static _ => false);
        await bench.AskAsync();
        return bench.Did("mail");
    }

    // Before the pipeline alone, the change comes while the human looks; through the kernel, while the verdict is written down.
    private static async Task<bool> SwapAsync(bool throughKernel)
    {
        var to = new List<object?> { "carol" };
        void Swap()
        {
            to.Clear();
            to.Add("eve");
        }

        await using var bench = new ProbeBench(
            static _ => ProbeBench.Text(""),
            asksHuman: true,
            human: _ =>
            {
                if (!throughKernel)
                {
                    Swap();
                }

                return true;
            },
            configure: builder => builder.AddSingleton<IAuditLog>(new SlowLog(throughKernel ? Swap : static () => { })));
        var process = await bench.Host.Kernel.SpawnAsync(new AgentSpec());
        var arguments = new AIFunctionArguments { ["to"] = to };
        var call = new ToolSyscall(
            process, SecurityLabel.Untrusted, bench.Host.Tools.Find("mail")!, new ToolInvocation("call", "mail", arguments));
        if (!throughKernel)
        {
            return (await bench.Host.Security.AuthorizeAsync(call)).Outcome == SecurityOutcome.Allow;
        }

        await bench.Host.Kernel.InvokeAsync(call);
        return bench.Ledger.Any(static entry => entry.Arguments["to"].ToString().Contains("eve", StringComparison.Ordinal));
    }

    private static async Task<bool> TwiceAsync()
    {
        await using var bench = new ProbeBench(static _ => ProbeBench.Text(""));
        var process = await bench.Host.Kernel.SpawnAsync(new AgentSpec());
        var call = new ToolSyscall(
            process, SecurityLabel.Untrusted, bench.Host.Tools.Find("mail")!, new ToolInvocation("call", "mail", new AIFunctionArguments { ["to"] = "eve" }));
        var request = new ApprovalRequest(call, SecurityVerdict.RequireApproval("probe", "why"), CallFingerprint.Of(call));
        using var desk = new ApprovalDesk(TimeProvider.System);
        var first = desk.ApproveAsync(request).AsTask();
        await desk.DecideAsync(request.Fingerprint, isApproved: true, decidedBy: "a human");
        await first;
        return await desk.ApproveAsync(request);
    }

    private static async Task<bool> PinAsync(Func<ToolDescriptor, ToolDescriptor, IToolPinStore> pins)
    {
        await using var bench = new ProbeBench(static _ => ProbeBench.Text(""));
        var tool = bench.Host.Tools.Find("note")!;
        var registry = new PinnedToolRegistry(bench.Host.Tools, pins(tool, tool));
        return registry.Tools.Any(static offered => offered.Name == "note") || registry.Find("note") is not null
            || (await registry.InvokeAsync(new ToolInvocation("call", "note", new AIFunctionArguments { ["text"] = "t" }))).Outcome == ToolOutcome.Succeeded;
    }

    private static InMemoryToolPinStore Approving(ToolDescriptor tool, string? description = null, string argument = "text")
    {
        var schema = ProbeBench.Tool(tool.Name, argument).Function.JsonSchema;
        var approved = tool with { Function = new SuiteFunction(new SuiteTool(tool.Name, description ?? tool.Function.Description, schema), []) };
        return new InMemoryToolPinStore(PinnedToolRegistry.PinOf(approved));
    }

    private sealed class SlowLog(Action meanwhile) : IAuditLog
    {
        public ValueTask AppendAsync(AuditRecord record, CancellationToken cancellationToken = default)
        {
            if (record.Verdict.DecidedBy == "approver")
            {
                meanwhile();
            }

            return default;
        }

        public async IAsyncEnumerable<AuditRecord> ReadAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }
    }
}
