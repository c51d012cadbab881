using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Tools whose schemas do not fit the window are found by search, and called as themselves.</summary>
public sealed class DeferredToolTests
{
    [Fact]
    public async Task FiveHundredTools_CostNoMoreThanTheirShare()
    {
        await using var provider = Compose(500, new ScriptedChatClient(ScriptedChatClient.Text("hi")), out _);
        await using var kernel = provider.GetRequiredService<IKernel>();
        var agent = await kernel.SpawnAsync(new AgentSpec { Memory = new() { Budget = new(4_000, 1_000) } });
        await agent.AskAsync("hello");
        var receipt = agent.LastReceipt!;
        Assert.InRange(receipt.FrameTokens, 100, 1_300); // A quarter of 3,000, and the kernel's own tools.
    }

    [Fact]
    public void AnArgumentThatIsThereTwice_IsReadOnce()
    {
        var call = new FunctionCallContent("1", "call_tool", new Dictionary<string, object?>
        {
            ["name"] = "search",
            ["arguments"] = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>("""{"city":"Elba","city":"Rome"}"""),
        });
        var meant = DeferredTool.Unwrap(call);
        Assert.Equal("search", meant.Name);
        Assert.Equal("Rome", Assert.Single(meant.Arguments!).Value?.ToString());
    }

    [Fact]
    public async Task AFewTools_AreAllShown_AndNothingIsToBeFound()
    {
        var model = new ScriptedChatClient(ScriptedChatClient.Text("hi"));
        await using var provider = Compose(3, model, out _);
        await using var kernel = provider.GetRequiredService<IKernel>();
        var agent = await kernel.SpawnAsync(new AgentSpec());
        await agent.AskAsync("hello");
        Assert.Equal(
            ["tool_0", "tool_1", "tool_2", "recall", "page", "pin"], model.Requests[0].Options!.Tools!.Select(tool => tool.Name));
    }

    [Fact]
    public async Task ATool_IsFound_AndCalledUnderItsOwnName()
    {
        var called = new List<string>();
        var audited = new List<string>();
        var model = new ScriptedChatClient(
            Calls("find_tools", ("query", "what is the weather tomorrow")),
            Calls("call_tool", ("name", "weatherForecast"), ("arguments", new Dictionary<string, object?> { ["city"] = "Elba" })),
            new ChatResponse(new ChatMessage(ChatRole.Assistant, "Sunny.")));
        await using var provider = Compose(500, model, out var builderCalls, services =>
        {
            services.AddTool(
                (string city) =>
                {
                    called.Add(city);
                    return "sunny in " + city;
                },
                "weatherForecast",
                "Tells tomorrow's weather.",
                tool => tool with { Effects = ToolEffects.None });
            services.AddSingleton<ISyscallMiddleware>(new Recorder(audited));
        });
        await using var kernel = provider.GetRequiredService<IKernel>();
        var agent = await kernel.SpawnAsync(new AgentSpec { Memory = new() { Budget = new(4_000, 1_000) } });
        Assert.Equal("Sunny.", (await agent.AskAsync("What will the weather be?")).Text);
        string answered = model.Requests[2].Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()!;
        Assert.True(answered.Contains("sunny in Elba", StringComparison.Ordinal), answered);
        Assert.Equal(["Elba"], called);
        Assert.Contains("tool:weatherForecast", audited);
        Assert.DoesNotContain("tool:call_tool", audited);
        string found = model.Requests[1].Messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()!;
        Assert.Contains("weatherForecast: Tells tomorrow's weather.", found, StringComparison.Ordinal);
        Assert.Contains("\"city\"", found, StringComparison.Ordinal);
        Assert.Empty(builderCalls);
    }

    [Theory]
    [InlineData("open issues", "listOpenIssues")]
    [InlineData("send an e-mail", "mail__send")]
    [InlineData("translating", "translate_text")]
    public void Search_FindsByNameAndDescription_InAnySpelling(string query, string expected)
    {
        ToolDescriptor[] tools =
        [
            Tool("unrelated", "Does something else."), Tool("listOpenIssues", "Shows what is to do."), Tool("mail__send", "Sends a message."),
            Tool("translate_text", "Changes the language."), Tool("mail__read", "Reads a message."),
        ];
        Assert.Equal(expected, ToolSearch.Find(tools, query)[0].Name);
    }

    [Fact]
    public void Search_ThatFindsNothing_SaysSo() =>
        Assert.StartsWith("No tool fits", ToolSearch.Describe([Tool("a", "Does a.")], "zebra"), StringComparison.Ordinal);

    [Fact]
    public void ADeferredTool_IsNeverResident_AndASmallOneStillFindsItsPlace()
    {
        var window = new ContextWindow(new TokenEstimator(), new ContextWindowOptions());
        var large = Tool("large", string.Join(' ', Enumerable.Repeat("word", 2_000)));
        var view = ToolView.Of(window, [large, Tool("small", "Is small."), Tool("asked", "Is small.") with { IsDeferred = true }], 200);
        Assert.Equal(["small"], view.Resident.Select(tool => tool.Name));
        Assert.Equal(["large", "asked"], view.Deferred.Select(tool => tool.Name));
    }

    private static ToolDescriptor Tool(string name, string description) =>
        new() { Function = AIFunctionFactory.Create((string text) => text, name, description) };

    private static ChatResponse Calls(string name, params (string Name, object? Value)[] arguments) =>
        new(new ChatMessage(ChatRole.Assistant,
            [new FunctionCallContent("c-" + name, name, arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal))]));

    private static ServiceProvider Compose(
        int tools, ScriptedChatClient model, out List<int> calls, Action<AiOsBuilder>? more = null)
    {
        var made = new List<int>();
        calls = made;
        var services = new ServiceCollection();
        var builder = services.AddAiOs().AddChatClient("model", model);
        for (int i = 0; i < tools; i++)
        {
            int number = i;
            builder.AddTool(
                (string text, int count) => made.Add(number), $"tool_{i}", $"Does the thing that has the number {i}, a given number of times.");
        }

        more?.Invoke(builder);
        return services.BuildServiceProvider();
    }

    private sealed class Recorder(List<string> seen) : ISyscallMiddleware
    {
        public ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
        {
            seen.Add(call.Subject);
            return next(call, cancellationToken);
        }
    }
}
