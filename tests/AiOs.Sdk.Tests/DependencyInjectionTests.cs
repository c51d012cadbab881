using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace AiOs;

public sealed class DependencyInjectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheHostsOwnService_Wins_BeforeAndAfterAddAiOs(bool before)
    {
        var services = new ServiceCollection();
        if (before)
        {
            services.AddSingleton<IEvictionPolicy, LruEvictionPolicy>();
        }

        services.AddAiOs();
        if (!before)
        {
            services.AddSingleton<IEvictionPolicy, LruEvictionPolicy>();
        }

        using var provider = services.BuildServiceProvider();
        Assert.IsType<LruEvictionPolicy>(provider.GetRequiredService<IEvictionPolicy>());
    }

    [Fact]
    public void AddAiOs_Twice_AddsNothingTwice()
    {
        var services = new ServiceCollection();
        services.AddAiOs();
        int once = services.Count(descriptor => descriptor.ServiceType.Namespace == nameof(AiOs));
        services.AddAiOs();
        Assert.Equal(once, services.Count(descriptor => descriptor.ServiceType.Namespace == nameof(AiOs)));
    }

    [Fact]
    public async Task EveryDefault_Resolves()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("model", new ScriptedChatClient());
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        foreach (var type in (Type[])
            [
                typeof(IKernel), typeof(IContextWindow), typeof(IPager), typeof(IPageStore), typeof(IRecallIndexFactory), typeof(IEvictionPolicy),
                typeof(IToolRegistry), typeof(IModelStore), typeof(ISecurityPipeline), typeof(IAuditLog), typeof(ITokenCounter), typeof(IScheduler),
            ])
        {
            Assert.NotNull(provider.GetService(type));
        }
    }

    [Fact]
    public async Task DuplicateTools_FailWhenTheHostStarts_NamingBothOrigins()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAiOs().AddChatClient("model", new ScriptedChatClient()).AddTool(() => "1", "same").AddTool(() => "2", "same");
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<DuplicateRegistrationException>(() => host.StartAsync());
        Assert.Equal(2, error.Message.Split("DependencyInjectionTests.cs:").Length - 1);
    }

    [Fact]
    public void DuplicateModels_FailWhenTheKernelIsResolved()
    {
        var services = new ServiceCollection();
        services.AddAiOs().AddChatClient("same", new ScriptedChatClient()).AddChatClient("same", new ScriptedChatClient());
        using var provider = services.BuildServiceProvider();
        Assert.Throws<DuplicateRegistrationException>(() => provider.GetRequiredService<IKernel>());
    }

    [Fact]
    public async Task SettingsOutOfRange_FailWhenTheHostStarts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAiOs(options => options.Scheduler = new SchedulerOptions { MaxConcurrentCalls = 0 });
        using var host = builder.Build();
        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
    }

    [Fact]
    public async Task ToolsThatWouldFillTheWindow_AreFoundBySearchInstead()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAiOs()
            .AddChatClient("small", new ScriptedChatClient(), new ModelManifest { Id = "small", ContextWindowTokens = 2_000, MaxOutputTokens = 100 })
            .AddTool((string a) => a, "verbose", string.Join(' ', Enumerable.Repeat("description", 4_000)));
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec());
        await host.StopAsync();
    }

    [Fact]
    public async Task AWindowThatTakesNoMessage_FailsWhenTheHostStarts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAiOs()
            .AddChatClient("tiny", new ScriptedChatClient(), new ModelManifest { Id = "tiny", ContextWindowTokens = 200, MaxOutputTokens = 199 });
        using var host = builder.Build();
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("no message fits", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostThatIsFine_Starts()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAiOs().AddChatClient("model", new ScriptedChatClient()).AddTool(CalculatorTool.Create());
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public async Task APlainChatClient_IsTheDefaultModel()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(new ScriptedChatClient(ScriptedChatClient.Text("plain")));
        services.AddAiOs();
        await using var provider = services.BuildServiceProvider();
        var agent = await provider.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec());
        Assert.Equal("plain", (await agent.AskAsync("hi")).Text);
    }

    [Fact]
    public async Task WithoutAnyModel_ASpawnSaysWhatToDo()
    {
        var services = new ServiceCollection();
        services.AddAiOs();
        await using var provider = services.BuildServiceProvider();
        await Assert.ThrowsAsync<ModelNotFoundException>(async () => await provider.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec()));
    }

    [Fact]
    public async Task AModelsOwnTokenizer_MeasuresItsWindow()
    {
        var services = new ServiceCollection();
        services.AddAiOs()
            .AddChatClient("model", new ScriptedChatClient(), new ModelManifest { Id = "model", Tokenizer = "words" })
            .UseTokenCounter(new WordCounter(), "words");
        await using var provider = services.BuildServiceProvider();
        var agent = await provider.GetRequiredService<IKernel>().SpawnAsync(new AgentSpec());
        await agent.Memory.AppendAsync([MemoryBench.Message("one two three")]);
        Assert.Equal(3 + 4, agent.Memory.Table.List(0, 1)[0].Tokens);
    }
}
