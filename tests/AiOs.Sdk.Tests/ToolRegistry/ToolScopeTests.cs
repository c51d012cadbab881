using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>Each call of a tool has a scope of its own, from the host's container.</summary>
public sealed class ToolScopeTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task ACall_HasOneScope_WhichEndsWithIt()
    {
        var held = new List<Held>();
        var registry = Create((IServiceProvider services) =>
        {
            var mine = services.GetRequiredService<Held>();
            held.Add(mine);
            return $"{ReferenceEquals(mine, services.GetRequiredService<Held>())} {mine.Ended.IsCompleted}";
        });
        Assert.Equal("True False", (await CallAsync(registry)).Text);
        Assert.True(held[0].Ended.IsCompleted);
        Assert.Equal("True False", (await CallAsync(registry)).Text);
        Assert.NotSame(held[0], held[1]);
    }

    [Fact]
    public async Task ACallThatFails_EndsItsScope()
    {
        Held? held = null;
        var registry = Create((IServiceProvider services) =>
        {
            held = services.GetRequiredService<Held>();
            return Array.Empty<string>()[1];
        });
        Assert.Equal(ToolOutcome.Failed, (await CallAsync(registry)).Outcome);
        Assert.True(held!.Ended.IsCompleted);
    }

    [Fact]
    public async Task ACallThatIsGivenUp_KeepsItsScopeWhileItGoesOn()
    {
        var isAt = new TaskCompletionSource<Held>(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource();
        var registry = Create(async (IServiceProvider services) =>
        {
            isAt.SetResult(services.GetRequiredService<Held>());
            await goOn.Task;
            return "late";
        });
        var call = CallAsync(registry);
        var held = await isAt.Task;
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ToolOutcome.TimedOut, (await call).Outcome);
        Assert.False(held.Ended.IsCompleted);
        goOn.SetResult();
    }

    private static Task<ToolResult> CallAsync(DefaultToolRegistry registry) =>
        registry.InvokeAsync(new ToolInvocation("1", "t", new AIFunctionArguments())).AsTask();

    // Immediate: runs on its caller's thread, up to its first wait.
    private DefaultToolRegistry Create(Delegate method)
    {
        var services = new ServiceCollection().AddScoped<Held>().BuildServiceProvider(validateScopes: true);
        return new DefaultToolRegistry(
            [new ToolDescriptor { Function = AIFunctionFactory.Create(method, "t"), IsImmediate = true }],
            services.GetRequiredService<IServiceScopeFactory>(),
            _clock);
    }

    private sealed class Held : IAsyncDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public ValueTask DisposeAsync()
        {
            _ended.TrySetResult();
            return default;
        }
    }
}
