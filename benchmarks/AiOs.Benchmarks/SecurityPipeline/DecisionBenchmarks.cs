using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>What the reference monitor costs a tool call: the default policies alone, and with verdicts and audit records.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private readonly ISecurityPolicy[] _policies = [new UntrustedInfluencePolicy(), new RestrictedReadersPolicy()];
    private ServiceProvider _services = null!;
    private ISecurityPipeline _pipeline = null!;
    private ToolSyscall _call = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("model", new InstantChatClient());
        _services = services.BuildServiceProvider();
        _pipeline = _services.GetRequiredService<ISecurityPipeline>();
        var process = await _services.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec());
        var tool = new ToolDescriptor
        {
            Function = AIFunctionFactory.Create(static (string to, string subject, string body) => to + subject + body, "mail"),
            Effects = ToolEffects.Sends,
            CriticalArguments = ["to"],
        };
        var arguments = new AIFunctionArguments { ["to"] = "ann@example.com", ["subject"] = "s", ["body"] = "text" };
        var labels = new Dictionary<string, SecurityLabel>(StringComparer.Ordinal) { ["body"] = SecurityLabel.Untrusted };
        _call = new ToolSyscall(process, SecurityLabel.User, tool, new ToolInvocation("call", "mail", arguments), labels);
        if (Policies() != SecurityOutcome.Allow || await Pipeline() != SecurityOutcome.Allow)
        {
            throw new InvalidOperationException("The call that is timed was blocked.");
        }
    }

    [GlobalCleanup]
    public ValueTask Cleanup() => _services.DisposeAsync();

    [Benchmark(Baseline = true)]
    public SecurityOutcome Policies()
    {
        var strictest = SecurityOutcome.Allow;
        foreach (var policy in _policies)
        {
            var outcome = policy.Decide(_call)?.Outcome ?? SecurityOutcome.Allow;
            strictest = outcome > strictest ? outcome : strictest;
        }

        return strictest;
    }

    [Benchmark]
    public async ValueTask<SecurityOutcome> Pipeline() => (await _pipeline.AuthorizeAsync(_call)).Outcome;
}
