using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class ToolsRegistrationTests
{
    [Fact]
    public async Task WithoutASandbox_ToolsThatNeedItAreLeftOut_AndSayWhy()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("reader", new ExtractiveChatClient())
            .AddSandboxedTools(sandbox: new BubblewrapSandbox(new BubblewrapOptions { BubblewrapPath = "/no/such/bwrap" }));
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(
            ["json", "read_output"],
            provider.GetRequiredService<IToolRegistry>().Tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        var missing = provider.GetServices<UnavailableTool>().ToList();
        Assert.Equal(["python", "python_session", "terminal"], missing.Select(tool => tool.Name));
        Assert.Contains("/no/such/bwrap", missing[0].Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SandboxException>(() =>
            provider.GetRequiredService<ISandbox>().RunAsync(new SandboxCommand { Program = "true" }).AsTask());
    }

    [Fact]
    public async Task Unsandboxed_IsAnOptInOfItsOwn_AndDeclaresEveryEffect()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("reader", new ExtractiveChatClient()).AddDangerouslyUnsandboxedTools();
        await using var provider = services.BuildServiceProvider();
        var tool = provider.GetRequiredService<IToolRegistry>().Find("terminal")!;
        Assert.Equal(
            ToolEffects.ReadsPrivate | ToolEffects.Writes | ToolEffects.Executes | ToolEffects.Sends | ToolEffects.ReadsUntrusted, tool.Effects);
        Assert.Equal("hi\n", await tool.CallAsync(new { command = (string[])["echo", "hi"] }));
    }
}
