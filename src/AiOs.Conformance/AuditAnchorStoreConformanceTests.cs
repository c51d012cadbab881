using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IAuditAnchorStore"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class AuditAnchorStoreConformanceTests
{
    /// <summary>Creates an empty store. The deriving class disposes of it.</summary>
    /// <returns>The store.</returns>
    protected abstract ValueTask<IAuditAnchorStore> CreateStoreAsync();

    /// <summary>Anchors are kept in order, also those that repeat or contradict others.</summary>
    /// <returns>The test's task.</returns>
    [Fact]
    public virtual async Task Anchors_AreAllKept_InOrder()
    {
        var store = await CreateStoreAsync();
        Assert.Empty(await ReadAsync(store));
        AuditAnchor[] anchors = [AnchorOf(1, 'a'), AnchorOf(2, 'b'), AnchorOf(2, 'c'), AnchorOf(1, 'a')];
        foreach (var anchor in anchors)
        {
            await store.PublishAsync(anchor);
        }

        Assert.Equal(anchors, await ReadAsync(store));
    }

    /// <summary>A cancelled publication keeps nothing.</summary>
    /// <returns>The test's task.</returns>
    [Fact]
    public virtual async Task ACancelledPublication_KeepsNothing()
    {
        var store = await CreateStoreAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.PublishAsync(AnchorOf(1, 'a'), new CancellationToken(canceled: true)));
        Assert.Empty(await ReadAsync(store));
    }

    private static AuditAnchor AnchorOf(int count, char digit) => new(new string('1', 32), count, new string(digit, 64));

    private static async Task<IReadOnlyList<AuditAnchor>> ReadAsync(IAuditAnchorStore store)
    {
        var anchors = new List<AuditAnchor>();
        await foreach (var anchor in store.ReadAsync())
        {
            anchors.Add(anchor);
        }

        return anchors;
    }
}
