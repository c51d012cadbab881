using Microsoft.Extensions.DependencyInjection;

namespace AiOs;

/// <summary>One agent, and what the shell needs to look inside it.</summary>
internal sealed record Session(
    IKernel Kernel, AgentProcess Agent, IToolRegistry Tools, IAuditLog Audit, PrefixMeter Prefix)
{
    private const string Instructions =
        "You answer from memory. Quote your sources by page id and date. When the pages in view do not hold the answer, call recall.";

    public static async Task<Session> StartAsync(
        IServiceProvider services, ShellOptions options, CancellationToken cancellationToken)
    {
        var kernel = services.GetRequiredService<IKernel>();
        var agent = await kernel.SpawnAsync(
            new AgentSpec
            {
                Name = "shell",
                Instructions = Instructions,
                Space = "shell",
                Memory = new AddressSpaceOptions
                {
                    Budget = new ContextBudget(options.WindowTokens, options.WindowTokens / 5),
                    FaultShare = 0.45, // In so small a window a fault must bring several pages to be worth its turn.
                },
            },
            cancellationToken);
        return new Session(
            kernel,
            agent,
            services.GetRequiredService<IToolRegistry>(),
            services.GetRequiredService<IAuditLog>(),
            services.GetServices<ISyscallMiddleware>().OfType<PrefixObserver>().Single().Meter);
    }
}
