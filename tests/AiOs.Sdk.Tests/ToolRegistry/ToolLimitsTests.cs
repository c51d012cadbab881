using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Concurrency, conflicts, rates, retries and the cache of the default registry.</summary>
public sealed class ToolLimitsTests
{
    private readonly ManualTimeProvider _clock = new();
    private int _calls;

    // Immediate tools: what may run has begun when the call returns, and what may not has not.
    [Fact]
    public async Task MaxConcurrency_HoldsFurtherCallsBack()
    {
        var hold = new TaskCompletionSource();
        var registry = Create(Tool(async () =>
        {
            Interlocked.Increment(ref _calls);
            await hold.Task;
            return "done";
        }) with
        { MaxConcurrency = 2, IsImmediate = true });
        var calls = Enumerable.Range(0, 5).Select(_ => registry.InvokeAsync(Call("t")).AsTask()).ToList();
        Assert.Equal(2, _calls);
        hold.SetResult();
        await Task.WhenAll(calls.Take(2));
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("is given up")]
    [InlineData("is cancelled")]
    public async Task HoweverACallEnds_TheNextOneRuns(string end)
    {
        var hold = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var registry = Create(Tool(async () =>
        {
            if (++_calls == 1)
            {
                await hold.Task;
            }

            return "done";
        }) with
        { MaxConcurrency = 1, ConflictGroup = "files", IsImmediate = true, Timeout = TimeSpan.FromSeconds(3) });
        var first = registry.InvokeAsync(Call("t"), stop.Token).AsTask();
        switch (end)
        {
            case "fails":
                hold.SetException(new InvalidOperationException("broken"));
                Assert.Equal(ToolOutcome.Failed, (await first).Outcome);
                break;
            case "is given up":
                _clock.Advance(TimeSpan.FromSeconds(3));
                Assert.Equal(ToolOutcome.TimedOut, (await first).Outcome);
                break;
            default:
                await stop.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
                break;
        }

        var second = registry.InvokeAsync(Call("t"));
        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal("done", (await second).Text);
    }

    [Fact]
    public async Task AnImmediateTool_RunsOnItsCallersThread()
    {
        int thread = 0;
        var registry = Create(Tool(() => Task.FromResult($"{thread = Environment.CurrentManagedThreadId}")) with { IsImmediate = true });
        int caller = Environment.CurrentManagedThreadId;
        var call = registry.InvokeAsync(Call("t"));
        Assert.True(call.IsCompletedSuccessfully);
        Assert.Equal(caller, thread);
        Assert.Equal(ToolOutcome.Succeeded, (await call).Outcome);
    }

    [Fact]
    public async Task AnImmediateTool_ThatFailsOrWaitsAllTheSame_IsTreatedLikeAnyOther()
    {
        var never = new TaskCompletionSource<string>();
        var registry = Create(
            Tool(Task<string> () => throw new InvalidOperationException("broken"), "fails") with { IsImmediate = true },
            Tool(() => never.Task, "waits") with { IsImmediate = true, Timeout = TimeSpan.FromSeconds(3) });
        Assert.Equal(ToolOutcome.Failed, (await registry.InvokeAsync(Call("fails"))).Outcome);
        var waiting = registry.InvokeAsync(Call("waits")).AsTask();
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(ToolOutcome.TimedOut, (await waiting).Outcome);
    }

    [Fact]
    public async Task AConflictGroup_RunsOneCallAtATime_OverItsTools()
    {
        int running = 0;
        int most = 0;
        async Task<string> Work()
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return "done";
        }

        var registry = Create(
            Tool(Work, "a") with { ConflictGroup = "files", MaxConcurrency = 4 }, Tool(Work, "b") with { ConflictGroup = "files" });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => registry.InvokeAsync(Call(i % 2 == 0 ? "a" : "b")).AsTask()));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task ACancelledWait_GivesTheGroupBack()
    {
        var hold = new TaskCompletionSource();
        var registry = Create(Tool(async () =>
        {
            await hold.Task;
            return "done";
        }) with
        { ConflictGroup = "files", MaxConcurrency = 1 });
        var one = registry.InvokeAsync(Call("t")).AsTask();
        using var stop = new CancellationTokenSource();
        var two = registry.InvokeAsync(Call("t"), stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        hold.SetResult();
        Assert.Equal(ToolOutcome.Succeeded, (await one).Outcome);
        Assert.Equal(ToolOutcome.Succeeded, (await registry.InvokeAsync(Call("t"))).Outcome);
    }

    [Fact]
    public async Task ARate_RefusesWithTheWait_AndRefillsByTheClock()
    {
        var registry = Create(Tool(() => Task.FromResult("done")) with { RateLimit = new RateLimit(2, TimeSpan.FromSeconds(10)) });
        Assert.Equal(ToolOutcome.Succeeded, (await registry.InvokeAsync(Call("t"))).Outcome);
        Assert.Equal(ToolOutcome.Succeeded, (await registry.InvokeAsync(Call("t"))).Outcome);
        var refused = await registry.InvokeAsync(Call("t"));
        Assert.Equal(ToolOutcome.Refused, refused.Outcome);
        Assert.Contains("again in 5 s", refused.Text, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ToolOutcome.Succeeded, (await registry.InvokeAsync(Call("t"))).Outcome);
        Assert.Equal(ToolOutcome.Refused, (await registry.InvokeAsync(Call("t"))).Outcome);
    }

    [Fact]
    public async Task Retries_RepeatWhatIsIdempotent_UntilItSucceedsOrTheyAreUsedUp()
    {
        var registry = Create(
            new ToolRegistryOptions { RetryDelay = TimeSpan.Zero },
            Tool(() => ++_calls < 3 ? throw new InvalidOperationException("broken") : Task.FromResult("done")) with { IsIdempotent = true, Retries = 2 });
        Assert.Equal("done", (await registry.InvokeAsync(Call("t"))).Text);
        Assert.Equal(3, _calls);
        _calls = -10;
        Assert.Equal(ToolOutcome.Failed, (await registry.InvokeAsync(Call("t"))).Outcome);
        Assert.Equal(-7, _calls);
    }

    [Fact]
    public async Task EachAttempt_TakesFromTheRate_AndTheFailureStandsWhereThatIsUsedUp()
    {
        var tool = Tool(Task<string> () => throw new InvalidOperationException($"broken {++_calls}")) with
        {
            IsIdempotent = true,
            Retries = 5,
            RateLimit = new RateLimit(3, TimeSpan.FromSeconds(30)),
        };
        var registry = Create(new ToolRegistryOptions { RetryDelay = TimeSpan.Zero, ShowsExceptionMessages = true }, tool);
        var failed = await registry.InvokeAsync(Call("t"));
        Assert.Equal((ToolOutcome.Failed, 3), (failed.Outcome, _calls));
        Assert.Contains("broken 3", failed.Text, StringComparison.Ordinal);
        Assert.Equal(ToolOutcome.Refused, (await registry.InvokeAsync(Call("t"))).Outcome);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ToolOutcome.Failed, (await registry.InvokeAsync(Call("t"))).Outcome);
        Assert.Equal(4, _calls);
    }

    [Fact]
    public async Task APureTool_IsComputedOncePerArguments_WhileItsResultIsFresh()
    {
        var function = AIFunctionFactory.Create((string a, string b) => $"{a}+{b} {++_calls}", "t");
        var registry = Create(new ToolDescriptor { Function = function, IsPure = true, Effects = ToolEffects.None });
        Assert.Equal("x+y 1", (await registry.InvokeAsync(Call("t", ("a", "x"), ("b", "y")))).Text);
        Assert.Equal("x+y 1", (await registry.InvokeAsync(Call("t", ("b", "y"), ("a", "x")))).Text);
        Assert.Equal("xy+ 2", (await registry.InvokeAsync(Call("t", ("a", "xy"), ("b", "")))).Text);
        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("x+y 3", (await registry.InvokeAsync(Call("t", ("a", "x"), ("b", "y")))).Text);
    }

    [Fact]
    public void AnotherVersion_IsComputedAnew()
    {
        var cache = new ToolCache(_clock, new ToolRegistryOptions());
        var tool = Tool(() => Task.FromResult("")) with { IsPure = true, Effects = ToolEffects.None, Version = "1" };
        string? KeyOf(ToolDescriptor asked) => cache.KeyOf(asked, new AIFunctionArguments { ["a"] = "x" });
        Assert.NotNull(KeyOf(tool));
        Assert.Equal(KeyOf(tool), KeyOf(tool with { }));
        Assert.NotEqual(KeyOf(tool), KeyOf(tool with { Version = "2" }));
    }

    [Fact]
    public async Task ACachedResult_HasTheLabelOfTheCallAtHand()
    {
        var registry = Create(Tool(() => Task.FromResult("done")) with
        {
            IsPure = true,
            Effects = ToolEffects.None,
            ResultIntegrity = Integrity.System,
        });
        await registry.InvokeAsync(Call("t") with { ArgumentsLabel = SecurityLabel.System });
        var result = await registry.InvokeAsync(Call("t") with { ArgumentsLabel = SecurityLabel.Untrusted });
        Assert.Equal(Integrity.Untrusted, result.Label.Integrity);
    }

    [Fact]
    public async Task WhatFails_IsNotCached()
    {
        var registry = Create(Tool(() => ++_calls == 1 ? throw new InvalidOperationException("broken") : Task.FromResult("done")) with
        {
            IsPure = true,
            Effects = ToolEffects.None,
        });
        Assert.Equal(ToolOutcome.Failed, (await registry.InvokeAsync(Call("t"))).Outcome);
        Assert.Equal("done", (await registry.InvokeAsync(Call("t"))).Text);
    }

    [Fact]
    public void Declarations_ThatContradictThemselves_AreRefusedAtTheStart()
    {
        var tool = Tool(() => Task.FromResult(""));
        foreach (var (bad, said) in ((ToolDescriptor, string)[])
        [
            (tool with { Retries = 1 }, "idempotent"),
            (tool with { Retries = 11, IsIdempotent = true }, "0 to 10"),
            (tool with { IsPure = true }, "pure"),
            (tool with { MaxConcurrency = -1 }, "at a time"),
            (tool with { RateLimit = new RateLimit(0, TimeSpan.FromSeconds(1)) }, "rate"),
        ])
        {
            Assert.Contains(said, Assert.Throws<ArgumentException>(() => Create(bad)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ANamespace_KeepsTwoToolsOfOneNameApart()
    {
        var registry = Create(
            Tool(() => Task.FromResult("one"), "search").InNamespace("mail"), Tool(() => Task.FromResult("two"), "search").InNamespace("web"));
        Assert.Equal(["mail__search", "web__search"], registry.Tools.Select(tool => tool.Name));
        Assert.Equal("two", (await registry.InvokeAsync(Call("web__search"))).Text);
    }

    private static ToolDescriptor Tool(Func<Task<string>> body, string name = "t") =>
        new() { Function = AIFunctionFactory.Create(body, name) };

    private static ToolInvocation Call(string name, params (string Name, object? Value)[] arguments) =>
        new("1", name, new AIFunctionArguments(arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal)));

    private DefaultToolRegistry Create(params ToolDescriptor[] tools) => Create(new ToolRegistryOptions(), tools);

    private DefaultToolRegistry Create(ToolRegistryOptions options, params ToolDescriptor[] tools) => new(
        tools, new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(), _clock, options);
}
