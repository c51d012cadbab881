using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IScheduler"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class SchedulerConformanceTests
{
    private const string Model = "model";
    private const int Patience = 2_000; // Admissions of others, one each second, that nobody may have to wait for.

    private readonly ManualTimeProvider _time = new();

    /// <summary>Creates the scheduler under test, which knows no calls yet.</summary>
    /// <param name="maxConcurrentCalls">The most calls of a model at once: the only limit that it has.</param>
    /// <param name="time">Its only clock.</param>
    protected abstract IScheduler CreateScheduler(int maxConcurrentCalls, TimeProvider time);

    [Fact]
    public virtual async Task NoMoreThanTheLimit_RunAtOnce()
    {
        var scheduler = CreateScheduler(2, _time);
        var first = await AdmitAsync(scheduler, process: 1);
        using var second = await AdmitAsync(scheduler, process: 2);
        using var stop = new CancellationTokenSource();
        var third = AdmitAsync(scheduler, process: 3, cancellationToken: stop.Token);
        var fourth = AdmitAsync(scheduler, process: 4, cancellationToken: stop.Token);
        first.Dispose();
        first.Dispose(); // Ends once.
        var next = await Task.WhenAny(third, fourth);
        await AssertWaitsAsync(next == third ? fourth : third, stop);
        (await next).Dispose();
    }

    [Fact]
    public virtual async Task AModelsCalls_DoNotHoldUpAnothers()
    {
        var scheduler = CreateScheduler(1, _time);
        using var first = await AdmitAsync(scheduler, process: 1);
        using var other = await scheduler.AdmitAsync(new AdmissionRequest(new ProcessId(1), "another", 0, 1));
    }

    [Fact]
    public virtual async Task CallsOfOneProcess_ThatAreAlike_AreAdmittedInTheirOrder()
    {
        var scheduler = CreateScheduler(1, _time);
        var running = await AdmitAsync(scheduler, process: 1);
        var calls = Enumerable.Range(0, 8).Select(_ => AdmitAsync(scheduler, process: 2)).ToList();
        while (calls.Count > 0)
        {
            running.Dispose();
            Assert.Same(calls[0], await Task.WhenAny(calls));
            running = await calls[0];
            calls.RemoveAt(0);
        }

        running.Dispose();
    }

    /// <summary>However important those are that keep coming, and however many calls one of them makes at once.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public virtual async Task NobodyStarves(bool isOneProcess)
    {
        var scheduler = CreateScheduler(1, _time);
        var running = await AdmitAsync(scheduler, process: 1);
        var waiting = new List<Task<IAdmission>> { AdmitAsync(scheduler, process: 2) };
        for (int i = 0; !waiting[0].IsCompleted; i++)
        {
            Assert.True(i < Patience, $"A call was passed over {Patience} times.");
            waiting.Add(AdmitAsync(scheduler, process: isOneProcess ? 3 : 3 + i, priority: 10, stepsBefore: i % 12, deadline: TimeSpan.Zero));
            _time.Advance(TimeSpan.FromSeconds(1));
            running.Dispose();
            var next = await Task.WhenAny(waiting);
            running = await next;
            if (next != waiting[0])
            {
                waiting.Remove(next);
            }
        }

        running.Dispose();
        foreach (var call in waiting.Skip(1))
        {
            (await call).Dispose();
        }
    }

    [Fact]
    public virtual async Task GivingUp_LeavesThePlaceToOthers()
    {
        var scheduler = CreateScheduler(1, _time);
        var running = await AdmitAsync(scheduler, process: 1);
        using var stop = new CancellationTokenSource();
        var impatient = AdmitAsync(scheduler, process: 2, priority: 9, cancellationToken: stop.Token);
        var next = AdmitAsync(scheduler, process: 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        running.Dispose();
        (await next).Dispose();
        using var again = await AdmitAsync(scheduler, process: 2);
    }

    [Fact]
    public virtual async Task WhoHasGivenUpBefore_IsNotAdmitted()
    {
        var scheduler = CreateScheduler(1, _time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => AdmitAsync(scheduler, process: 1, cancellationToken: new CancellationToken(canceled: true)));
        using var admitted = await AdmitAsync(scheduler, process: 2);
    }

    [Fact]
    public virtual async Task WhileTheProviderWantsNobody_NobodyIsAdmitted()
    {
        var scheduler = CreateScheduler(2, _time);
        var first = await AdmitAsync(scheduler, process: 1);
        var second = await AdmitAsync(scheduler, process: 2);
        first.HoldOff(TimeSpan.FromSeconds(30));
        second.HoldOff(TimeSpan.FromSeconds(10)); // The longest wish stands.
        first.Dispose();
        using var stop = new CancellationTokenSource();
        var impatient = AdmitAsync(scheduler, process: 3, cancellationToken: stop.Token);
        var call = AdmitAsync(scheduler, process: 3);
        second.Dispose();
        _time.Advance(TimeSpan.FromSeconds(29));
        await AssertWaitsAsync(impatient, stop);
        using var other = await scheduler.AdmitAsync(new AdmissionRequest(new ProcessId(4), "another", 0, 1));
        _time.Advance(TimeSpan.FromSeconds(2));
        (await call).Dispose();
    }

    [Fact]
    public virtual async Task WhoCannotYield_IsNotInterrupted()
    {
        var scheduler = CreateScheduler(1, _time);
        var running = await AdmitAsync(scheduler, process: 1);
        var waiting = AdmitAsync(scheduler, process: 2, priority: 10);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(running.Preemption.IsCancellationRequested);
        running.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public virtual async Task AReport_MayBeMoreOrLessThanWasAsked_AndIsNeverNegative()
    {
        var scheduler = CreateScheduler(1, _time);
        foreach (long tokens in (long[])[0, 1, 100, 1_000_000])
        {
            using var admission = await AdmitAsync(scheduler, process: 1);
            admission.Report(tokens);
        }

        using var last = await AdmitAsync(scheduler, process: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => last.Report(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => last.HoldOff(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public virtual async Task NoModel_Throws()
    {
        var scheduler = CreateScheduler(1, _time);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await scheduler.AdmitAsync(new AdmissionRequest(new ProcessId(1), "", 0, 1)));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await scheduler.AdmitAsync(new AdmissionRequest(new ProcessId(1), null!, 0, 1)));
    }

    /// <summary>Arrivals, ends and second thoughts as a seed says: no more than the limit run, and in the end everybody was admitted or gave up.</summary>
    [Fact]
    public virtual async Task WhateverComesAndGoes_TheLimitHolds_AndNobodyIsForgotten()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            int limit = random.Next(1, 4);
            var scheduler = CreateScheduler(limit, _time);
            int running = 0;
            var stops = new List<CancellationTokenSource>();
            var calls = new List<Task>();
            for (int step = 0; step < 60; step++)
            {
                stops.Add(new CancellationTokenSource());
                calls.Add(UseAsync(AdmitAsync(scheduler, random.Next(1, 6), random.Next(4), cancellationToken: stops[^1].Token), stops[^1].Token));
                if (random.Next(3) == 0)
                {
                    await stops[random.Next(stops.Count)].CancelAsync();
                }

                _time.Advance(TimeSpan.FromSeconds(random.Next(3)));
            }

            await Task.WhenAll(calls);
            stops.ForEach(static stop => stop.Dispose());

            async Task UseAsync(Task<IAdmission> call, CancellationToken stop)
            {
                try
                {
                    using var admission = await call;
                    int now = Interlocked.Increment(ref running);
                    Assert.True(now <= limit, $"Seed {seed}: {now} ran at once, and {limit} may.");
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // It gave up: its place is for the next.
                }
            }
        }
    }

    // A task that has not completed proves little: it may be about to. Only who still waits can give up.
    private static async Task AssertWaitsAsync(Task<IAdmission> call, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static Task<IAdmission> AdmitAsync(
        IScheduler scheduler,
        long process,
        int priority = 0,
        int stepsBefore = 0,
        TimeSpan? deadline = null,
        CancellationToken cancellationToken = default) =>
        scheduler.AdmitAsync(
            new AdmissionRequest(new ProcessId(process), Model, priority, 100) { StepsBefore = stepsBefore, Deadline = deadline, Weight = 1 },
            cancellationToken).AsTask();
}
