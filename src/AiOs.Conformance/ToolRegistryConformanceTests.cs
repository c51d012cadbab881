using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IToolRegistry"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class ToolRegistryConformanceTests
{
    /// <summary>Creates a registry with exactly these tools.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="time">The clock of timeouts.</param>
    protected abstract IToolRegistry CreateRegistry(IReadOnlyList<ToolDescriptor> tools, TimeProvider time);

    [Fact]
    public virtual void Tools_KeepTheirOrder_AndAreFoundByName()
    {
        var registry = Create(Tool("b", () => "1"), Tool("a", () => "2"));
        Assert.Equal(["b", "a"], registry.Tools.Select(tool => tool.Name));
        Assert.Same(registry.Tools[1], registry.Find("a"));
        Assert.Null(registry.Find("A"));
        Assert.Null(registry.Find("missing"));
    }

    [Fact]
    public virtual void TwoToolsOfOneName_AreRefused_NamingBothOrigins()
    {
        var error = Assert.Throws<DuplicateRegistrationException>(() => Create(
            Tool("same", () => "1") with { Origin = "Here.cs:1" }, Tool("same", () => "2") with { Origin = "There.cs:2" }));
        Assert.Contains("Here.cs:1", error.Message, StringComparison.Ordinal);
        Assert.Contains("There.cs:2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public virtual async Task Invoke_GivesTheResult()
    {
        var result = await Create(Tool("add", (int a, int b) => a + b)).InvokeAsync(Call("add", ("a", 2), ("b", 3)));
        Assert.Equal(ToolOutcome.Succeeded, result.Outcome);
        Assert.Equal("5", result.Text);
        Assert.False(result.IsTruncated);
    }

    [Fact]
    public virtual async Task Invoke_OfAnUnknownTool_IsAResultThatNamesTheTools()
    {
        var result = await Create(Tool("known", () => "1")).InvokeAsync(Call("unknown"));
        Assert.Equal(ToolOutcome.Refused, result.Outcome);
        Assert.Contains("known", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public virtual async Task Invoke_OfAFailingTool_IsAResult()
    {
        var result = await Create(Tool("fail", string () => throw new InvalidOperationException("no luck"))).InvokeAsync(Call("fail"));
        Assert.Equal(ToolOutcome.Failed, result.Outcome);
        Assert.Contains("fail", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public virtual async Task Invoke_WithAMissingArgument_IsAResultThatSaysWhatIsExpected()
    {
        var result = await Create(Tool("add", (int a, int b) => a + b)).InvokeAsync(Call("add", ("a", 2)));
        Assert.Equal(ToolOutcome.Failed, result.Outcome);
        Assert.Contains("b", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public virtual async Task Invoke_ThatTakesTooLong_IsGivenUp_AndItsTokenIsCancelled()
    {
        var time = new ManualTimeProvider();
        var started = new TaskCompletionSource<CancellationToken>();
        var tool = Tool("slow", async (CancellationToken token) =>
        {
            started.SetResult(token);
            await new TaskCompletionSource<string>().Task.WaitAsync(token);
            return "late";
        }) with
        { Timeout = TimeSpan.FromSeconds(3) };
        var running = CreateRegistry([tool], time).InvokeAsync(Call("slow")).AsTask();
        var token = await started.Task;
        time.Advance(TimeSpan.FromSeconds(3));
        var result = await running;
        Assert.Equal(ToolOutcome.TimedOut, result.Outcome);
        Assert.Contains("3 s", result.Text, StringComparison.Ordinal);
        var cancelled = new TaskCompletionSource();
        await using var registration = token.Register(() => cancelled.TrySetResult());
        await cancelled.Task;
    }

    [Fact]
    public virtual async Task Invoke_Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource();
        var tool = Tool("hang", async (CancellationToken token) =>
        {
            await stop.CancelAsync();
            await new TaskCompletionSource<string>().Task.WaitAsync(token);
            return "late";
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Create(tool).InvokeAsync(Call("hang"), stop.Token));
    }

    [Fact]
    public virtual async Task Invoke_WithALongResult_IsCutAtTheLimit_AndSaysSo()
    {
        var tool = Tool("long", () => new string('x', 10_000)) with { OutputLimitCharacters = 1_000 };
        var result = await Create(tool).InvokeAsync(Call("long"));
        Assert.True(result.Text.Length <= 1_000);
        Assert.Equal(10_000, result.TotalCharacters);
        Assert.True(result.IsTruncated);
    }

    [Fact]
    public virtual async Task Invoke_NeverTrustsAResultMoreThanItsArguments()
    {
        var tool = Tool("echo", (string text) => text) with { ResultIntegrity = Integrity.System };
        var registry = Create(tool);
        var readers = new SecurityLabel(Integrity.Untrusted, ReaderSet.Of("ada"));
        var result = await registry.InvokeAsync(Call("echo", ("text", "x")) with { ArgumentsLabel = readers });
        Assert.Equal(readers, result.Label);
        var trusted = await registry.InvokeAsync(Call("echo", ("text", "x")) with { ArgumentsLabel = SecurityLabel.System });
        Assert.Equal(SecurityLabel.System, trusted.Label);
    }

    private static ToolDescriptor Tool(string name, Delegate method) => new()
    {
        Function = AIFunctionFactory.Create(method, name, "A tool."),
    };

    private static ToolInvocation Call(string name, params (string Name, object? Value)[] arguments) => new(
        "call-1", name, new AIFunctionArguments(arguments.ToDictionary(argument => argument.Name, argument => argument.Value)));

    private IToolRegistry Create(params ToolDescriptor[] tools) => CreateRegistry(tools, TimeProvider.System);
}
