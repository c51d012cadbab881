using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="ISecurityPolicy"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class SecurityPolicyConformanceTests
{
    private const string Private = "s3cret-4711";

    private static readonly SecurityLabel[] Labels =
    [
        SecurityLabel.System, SecurityLabel.User, SecurityLabel.ToolTrusted, SecurityLabel.Untrusted,
        new(Integrity.User, ReaderSet.Of("ann")), new(Integrity.Untrusted, ReaderSet.Nobody),
    ];

    /// <summary>Creates the policy under test.</summary>
    protected abstract ISecurityPolicy CreatePolicy();

    /// <summary>Gives calls that the policy has an opinion about, so that its suite is about something; more are tried beside them.</summary>
    /// <param name="tool">Makes a call of a tool with two arguments, <c>to</c> and <c>text</c>.</param>
    protected virtual IEnumerable<ToolSyscall> Concerning(Func<ToolDescriptor, SecurityLabel, SecurityLabel, ToolSyscall> tool) => [];

    [Fact]
    public virtual void Name_IsThere_AndStays()
    {
        var policy = CreatePolicy();
        Assert.NotEmpty(policy.Name);
        Assert.Equal(policy.Name, CreatePolicy().Name);
    }

    [Fact]
    public virtual void Decide_OfNothing_Throws() => Assert.Throws<ArgumentNullException>(() => CreatePolicy().Decide(null!));

    [Fact]
    public virtual void Decide_NamesItself_GivesAReason_AndNeverRewrites()
    {
        var policy = CreatePolicy();
        Assert.All(Verdicts(policy), verdict =>
        {
            Assert.NotEqual(SecurityOutcome.Rewrite, verdict.Outcome);
            if (verdict.Outcome != SecurityOutcome.Allow)
            {
                Assert.Equal(policy.Name, verdict.DecidedBy);
                Assert.NotEmpty(verdict.Reason);
            }
        });
    }

    // Reasons go to models and into the audit log.
    [Fact]
    public virtual void Reasons_HoldNoPrivateContent() =>
        Assert.All(Verdicts(CreatePolicy()), static verdict => Assert.DoesNotContain(Private, verdict.Reason, StringComparison.Ordinal));

    [Fact]
    public virtual void Decide_Again_GivesTheSame_AndChangesNothing()
    {
        var policy = CreatePolicy();
        Assert.All(Calls(), call =>
        {
            string before = Shown(call);
            var first = policy.Decide(call);
            Assert.Equal(first, policy.Decide(call));
            Assert.Equal(first, CreatePolicy().Decide(call));
            Assert.Equal(before, Shown(call));
        });
    }

    // What a policy stops, it stops all the more when the same call is made on stranger data.
    [Fact]
    public virtual void AStricterLabel_NeverGetsALaxerVerdict()
    {
        var policy = CreatePolicy();
        foreach (var tool in Tools())
        {
            foreach (var label in Labels)
            {
                foreach (var other in Labels)
                {
                    var before = OutcomeOf(policy, Call(tool, label, SecurityLabel.User));
                    Assert.True(before <= OutcomeOf(policy, Call(tool, label.Join(other), SecurityLabel.User)), "The control flow grew stranger.");
                    before = OutcomeOf(policy, Call(tool, SecurityLabel.User, label));
                    Assert.True(before <= OutcomeOf(policy, Call(tool, SecurityLabel.User, label.Join(other))), "An argument grew stranger.");
                }
            }
        }
    }

    [Fact]
    public virtual async Task Decide_FromManyThreads_GivesTheSame()
    {
        var policy = CreatePolicy();
        var calls = Calls().ToList();
        var expected = calls.Select(policy.Decide).ToList();
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => calls.Select(policy.Decide).ToList())));
        Assert.All(found, verdicts => Assert.Equal(expected, verdicts));
    }

    [Fact]
    public virtual void TheSuite_IsAboutCallsThatThePolicyStops() =>
        Assert.Contains(Verdicts(CreatePolicy()), static verdict => verdict.Outcome >= SecurityOutcome.RequireApproval);

    private static SecurityOutcome OutcomeOf(ISecurityPolicy policy, Syscall call) => policy.Decide(call)?.Outcome ?? SecurityOutcome.Allow;

    private static string Shown(ToolSyscall call) => JsonSerializer.Serialize(call.Invocation.Arguments.ToDictionary()) + call.ControlLabel + call.BranchLabel;

    private static IEnumerable<ToolDescriptor> Tools()
    {
        var function = AIFunctionFactory.Create(static (string to, string text) => to + text, "send");
        yield return new ToolDescriptor { Function = function };
        yield return new ToolDescriptor { Function = function, Effects = ToolEffects.None };
        yield return new ToolDescriptor { Function = function, Effects = ToolEffects.Sends, CriticalArguments = ["to"] };
        yield return new ToolDescriptor { Function = function, Effects = ToolEffects.Writes, CriticalArguments = [], ToleratesUntrustedBranch = true };
        yield return new ToolDescriptor { Function = function, Effects = ToolEffects.Sends, Audience = ReaderSet.Of("ann") };
    }

    private static ToolSyscall Call(ToolDescriptor tool, SecurityLabel control, SecurityLabel argument) => new(
        new CallingProcess(7),
        control,
        tool,
        new ToolInvocation("call", tool.Name, new AIFunctionArguments { ["to"] = Private, ["text"] = new List<object?> { Private, 1 } }),
        new Dictionary<string, SecurityLabel>(StringComparer.Ordinal) { ["to"] = argument, ["text"] = argument });

    private IEnumerable<ToolSyscall> Calls() =>
        (from tool in Tools() from control in Labels from argument in Labels select Call(tool, control, argument)).Concat(Concerning(Call));

    private IEnumerable<SecurityVerdict> Verdicts(ISecurityPolicy policy) => Calls().Select(policy.Decide).OfType<SecurityVerdict>();
}
