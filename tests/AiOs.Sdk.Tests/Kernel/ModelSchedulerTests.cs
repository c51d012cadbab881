using Xunit;

namespace AiOs;

public sealed class ModelSchedulerTests
{
    private readonly ManualTimeProvider _time = new();
    private long _processes = 1;

    [Fact]
    public async Task NoMoreThanTheLimit_RunAtOnce()
    {
        var scheduler = Create(2);
        var first = await AdmitAsync(scheduler);
        using var second = await AdmitAsync(scheduler);
        var third = AdmitAsync(scheduler);
        Assert.False(third.IsCompleted);
        first.Dispose();
        first.Dispose(); // Again without effect.
        using var admitted = await third;
        Assert.False(AdmitAsync(scheduler).IsCompleted);
    }

    [Fact]
    public async Task TheHigherPriority_GoesFirst_AndEqualOnesInOrder()
    {
        var scheduler = Create(1);
        var running = await AdmitAsync(scheduler);
        var low = AdmitAsync(scheduler, 0);
        var lowLater = AdmitAsync(scheduler, 0);
        var high = AdmitAsync(scheduler, 5);
        running.Dispose();
        Assert.True(await Task.WhenAny(high, low, lowLater) == high);
        (await high).Dispose();
        Assert.True(await Task.WhenAny(low, lowLater) == low);
        (await low).Dispose();
        (await lowLater).Dispose();
    }

    [Fact]
    public async Task Waiting_RaisesThePriority_SoNobodyStarves()
    {
        var scheduler = Create(1);
        var running = await AdmitAsync(scheduler);
        var patient = AdmitAsync(scheduler, 0);
        for (int i = 0; i < 20 && !patient.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var pushing = AdmitAsync(scheduler, 10); // There is always somebody more important.
            running.Dispose();
            running = await await Task.WhenAny(patient, pushing);
        }

        Assert.True(patient.IsCompleted);
    }

    [Fact]
    public async Task AModelsQueue_DoesNotHoldUpAnothers()
    {
        var scheduler = Create(1);
        using var first = await AdmitAsync(scheduler);
        using var other = await scheduler.AdmitAsync(new AdmissionRequest(new ProcessId(1), "another", 0, 1));
    }

    [Fact]
    public async Task GivingUpTheWait_LeavesThePlaceToOthers()
    {
        var scheduler = Create(1);
        var running = await AdmitAsync(scheduler);
        using var stop = new CancellationTokenSource();
        var impatient = scheduler.AdmitAsync(new AdmissionRequest(new ProcessId(1), "model", 9, 1), stop.Token).AsTask();
        var next = AdmitAsync(scheduler);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        running.Dispose();
        using var admitted = await next;
    }

    [Fact]
    public async Task AProviderThatWantsNobodyForEver_IsAskedAgainAfterADay()
    {
        var scheduler = Create(1);
        var first = await AdmitAsync(scheduler);
        first.HoldOff(TimeSpan.MaxValue);
        first.Dispose();
        var next = AdmitAsync(scheduler);
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        using var admitted = await next;
    }

    private ModelScheduler Create(int calls) => new(new SchedulerOptions { MaxConcurrentCalls = calls }, _time);

    // Each call is another process's: a process's own calls go in their order.
    private Task<IAdmission> AdmitAsync(ModelScheduler scheduler, int priority = 0) =>
        scheduler.AdmitAsync(new AdmissionRequest(new ProcessId(++_processes), "model", priority, 100)).AsTask();
}
