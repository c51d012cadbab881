using Xunit;

namespace AiOs;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Timers_FireWhenTheirTimeComes_InOrder()
    {
        var time = new ManualTimeProvider();
        var fired = new List<int>();
        using var late = time.CreateTimer(_ => fired.Add(2), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using var early = time.CreateTimer(_ => fired.Add(1), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(fired);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2], fired);
    }

    [Fact]
    public void APeriodicTimer_FiresAgain_UntilItIsDisposedOf()
    {
        var time = new ManualTimeProvider();
        int fired = 0;
        var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, fired);
        timer.Dispose();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void TheClock_OnlyMovesWhenItIsTold()
    {
        var start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var time = new ManualTimeProvider(start);
        long before = time.GetTimestamp();
        Assert.Equal(start, time.GetUtcNow());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(start.AddHours(1), time.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(1), time.GetElapsedTime(before));
    }
}
