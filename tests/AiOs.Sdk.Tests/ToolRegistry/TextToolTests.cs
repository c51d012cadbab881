using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Tools that give text: it reaches the model as it is, whichever way the method gives it.</summary>
public sealed class TextToolTests
{
    private const string Text = "\"quoted\" <b>ü\n{}";

    public static TheoryData<Delegate, string> Tools => new()
    {
        { static () => Text, Text },
        { static () => Task.FromResult(Text), Text },
        { static () => ValueTask.FromResult(Text), Text },
        { static () => (string?)null, "(no result)" },
        { static () => 7, "7" },
    };

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task TheResult_IsTheText(Delegate method, string expected)
    {
        await using var bench = new KernelBench(new ScriptedChatClient(), builder => builder.AddTool(method, "give"));
        var registry = bench.Services.GetRequiredService<IToolRegistry>();
        var result = await registry.InvokeAsync(new ToolInvocation("1", "give", new AIFunctionArguments()));
        Assert.Equal((ToolOutcome.Succeeded, expected), (result.Outcome, result.Text));
    }
}
