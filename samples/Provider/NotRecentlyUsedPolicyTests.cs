using AiOs;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Provider;

/// <summary>What a host does to use it.</summary>
public sealed class NotRecentlyUsedPolicyTests
{
    [Fact]
    public async Task AHost_RegistersItInOneLine()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IEvictionPolicy, NotRecentlyUsedPolicy>(); // Before AddAiOs, which keeps what it finds.
        services.AddAiOs().AddChatClient("reader", _ => new ExtractiveChatClient());
        await using var provider = services.BuildServiceProvider();

        var agent = await provider.GetRequiredService<IKernel>()
            .SpawnAsync(new AgentSpec { Memory = new() { Budget = new(2_000, 500) } });
        await agent.Memory.RememberAsync("The spare key is under the blue flowerpot.", source: "note"); // The oldest page: the first to leave.
        for (int i = 0; i < 100; i++)
        {
            await agent.Memory.RememberAsync($"Room {i} of the museum shows a painting with the number {1000 + i}.", source: "guide");
        }

        var answer = await agent.AskAsync("Where is the spare key?");

        Assert.Contains("flowerpot", answer.Text, StringComparison.Ordinal);
        Assert.True(agent.Memory.Table.Statistics.Evictions > 0);
    }
}
