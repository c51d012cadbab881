using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class PrefixMeterTests
{
    [Fact]
    public void ARequestThatRepeatsTheLast_IsAHitInWholeBlocks()
    {
        var meter = new PrefixMeter();
        ChatMessage[] messages = [new(ChatRole.User, new string('a', 2_000))];
        Assert.Equal(0, meter.Observe(messages));
        int hits = meter.Observe(messages);
        Assert.InRange(hits, 400, 512);
        Assert.Equal(0, hits % 64);
        Assert.InRange(meter.CachedShare, 0.4, 0.5);
    }

    [Fact]
    public void AChangeInTheHead_MissesEverything()
    {
        var meter = new PrefixMeter();
        meter.Observe([new(ChatRole.System, "a"), new(ChatRole.User, new string('x', 5_000))]);
        Assert.Equal(0, meter.Observe([new(ChatRole.System, "b"), new(ChatRole.User, new string('x', 5_000))]));
    }

    [Fact]
    public async Task Epochs_KeepMostOfALongChatsPrefix_AndDroppingTheOldestDoesNot()
    {
        var bench = new MemoryBench();
        var options = MemoryBench.Options(4_000, 200);
        await using var space = await bench.OpenAsync(options: options);
        var epochs = new PrefixMeter();
        var dropping = new PrefixMeter();
        var all = new List<ChatMessage>();
        for (int i = 0; i < 400; i++)
        {
            await AddressSpaceTests.FillAsync(space, 1);
            var rendered = await bench.RenderAsync(space, options: options);
            epochs.Observe(rendered.Messages);
            all.Add(new ChatMessage(ChatRole.User, $"message number {i} says a few words about nothing at all"));
            dropping.Observe([.. all.TakeLast(240)]);
        }

        Assert.True(epochs.CachedShare > 0.9, $"epochs {epochs.CachedShare:P0}");
        Assert.True(dropping.CachedShare < 0.7, $"dropping {dropping.CachedShare:P0}");
    }
}
