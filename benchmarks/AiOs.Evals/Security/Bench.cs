using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>A kernel with a suite's tools, composed as a host would: the real registry, monitor, labels, window and pager.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Bench(IEnumerable<ToolDescriptor> tools, ToolPolicySet policies, bool asksHuman, Action<AiOsBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        var builder = services
            .AddAiOs(options =>
            {
                options.Security = new SecurityOptions
                {
                    UntrustedInfluence = asksHuman ? SecurityOutcome.RequireApproval : SecurityOutcome.Block,
                    AuditCapacity = 256,
                };
                options.ChecksToolBudget = false;
            })
            .AddChatClient(
                "model",
                new WorldChatClient(),
                new ModelManifest { Id = "model", ContextWindowTokens = 200_000, MaxOutputTokens = 4_096 })
            .AddTools(tools)
            .UseToolPolicies(policies)
            .UseInertOutput()
            .UseApprover<WorldApprover>()
            .AddDualModelAgent();
        configure?.Invoke(builder);
        _services = services.BuildServiceProvider();
    }

    public IKernel Kernel => _services.GetRequiredService<IKernel>();

    public IToolRegistry Tools => _services.GetRequiredService<IToolRegistry>();

    public ISecurityPipeline Security => _services.GetRequiredService<ISecurityPipeline>();

    public DualModelAgent Dual => _services.GetRequiredService<DualModelAgent>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
