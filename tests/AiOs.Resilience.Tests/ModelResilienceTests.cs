using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class ModelResilienceTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly Queue<Exception?> _faults = new();
    private ServiceProvider? _services;
    private int _calls;

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    [Fact]
    public async Task AFaultThatPasses_IsTriedAgain()
    {
        _faults.Enqueue(new HttpRequestException("down", null, HttpStatusCode.ServiceUnavailable));
        _faults.Enqueue(new TimeoutException());
        var agent = await SpawnAsync();
        Assert.Equal("ok", (await PassTimeAsync(agent.AskAsync("go"))).Text);
        Assert.Equal(3, _calls);
        Assert.Equal(1, agent.Usage.Steps);
    }

    [Theory]
    [InlineData(ModelCallFault.RateLimited, true)]
    [InlineData(ModelCallFault.ServerError, true)]
    [InlineData(ModelCallFault.Unreachable, true)]
    [InlineData(ModelCallFault.TimedOut, true)]
    [InlineData(ModelCallFault.CutShort, true)]
    [InlineData(ModelCallFault.Unauthorized, false)]
    [InlineData(ModelCallFault.InvalidRequest, false)]
    [InlineData(ModelCallFault.MalformedAnswer, false)]
    [InlineData(ModelCallFault.WrongContentType, false)]
    [InlineData(ModelCallFault.TooLarge, false)]
    public async Task WhatOurOwnClientsSay_IsTriedAgainWhereItPasses(ModelCallFault fault, bool passes)
    {
        _faults.Enqueue(new ModelCallException(fault, "It failed."));
        var agent = await SpawnAsync();
        var answer = PassTimeAsync(agent.AskAsync("go"));
        var error = await Record.ExceptionAsync(() => answer);
        Assert.Equal(passes ? null : typeof(ModelCallException), error?.GetType());
        Assert.Equal(passes ? 2 : 1, _calls);
    }

    [Fact]
    public async Task AFaultThatDoesNotPass_IsNotTriedAgain()
    {
        _faults.Enqueue(new HttpRequestException("who are you?", null, HttpStatusCode.Unauthorized));
        var agent = await SpawnAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => agent.AskAsync("go"));
        Assert.Equal(1, _calls);
    }

    public static TheoryData<Exception> Refusals => new()
    {
        new ModelThrottledException("model", TimeSpan.FromSeconds(20)),
        new ModelCallException(ModelCallFault.RateLimited, "Too many requests.", 429, TimeSpan.FromSeconds(20)),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task RetryAfter_IsWaitedFor_AndNobodyElseCallsTheModelMeanwhile(Exception refusal)
    {
        _faults.Enqueue(refusal);
        var agent = await SpawnAsync();
        var other = await SpawnAsync();
        var first = agent.AskAsync("go");
        var second = other.AskAsync("go");
        for (int i = 0; i < 19; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, _calls);
        await PassTimeAsync(Task.WhenAll(first, second));
        Assert.Equal(3, _calls);
    }

    [Fact]
    public async Task AModelThatKeepsFailing_IsGivenARest()
    {
        for (int i = 0; i < 100; i++)
        {
            _faults.Enqueue(new TimeoutException());
        }

        var agent = await SpawnAsync(new ModelResilienceOptions { BreakAfterCalls = 4, MaxRetries = 9, BaseDelay = TimeSpan.FromMilliseconds(10) });
        await Assert.ThrowsAsync<ModelThrottledException>(() => PassTimeAsync(agent.AskAsync("go")));
        Assert.Equal(4, _calls);
    }

    [Fact]
    public void SettingsOutOfRange_AreRefused()
    {
        var services = new ServiceCollection();
        Assert.Throws<ArgumentOutOfRangeException>(() => services.AddModelResilience(new ModelResilienceOptions { MaxRetries = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => services.AddModelResilience(new ModelResilienceOptions { BaseDelay = TimeSpan.Zero }));
    }

    private async Task<AgentProcess> SpawnAsync(ModelResilienceOptions? options = null)
    {
        if (_services is null)
        {
            var client = new ScriptedChatClient((_, _) =>
            {
                Interlocked.Increment(ref _calls);
                return _faults.TryDequeue(out var fault) && fault is not null ? throw fault : ValueTask.FromResult(ScriptedChatClient.Text("ok"));
            });
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(_time);
            services.AddAiOs().AddChatClient("model", client).AddModelResilience(options);
            _services = services.BuildServiceProvider();
        }

        return await _services.GetRequiredService<IKernel>().SpawnAsync(
            new AgentSpec { Budget = new ProcessBudget { TurnTime = TimeSpan.FromDays(10) } });
    }

    // Time passes as fast as it can, so a turn must be allowed far more of it than it needs: a busy machine works while days go by.
    private async Task<T> PassTimeAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await task;
    }
}
