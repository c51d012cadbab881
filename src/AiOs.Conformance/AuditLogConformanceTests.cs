using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IAuditLog"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class AuditLogConformanceTests
{
    /// <summary>Creates an empty log. The deriving class disposes of it.</summary>
    /// <returns>The log.</returns>
    protected abstract ValueTask<IAuditLog> CreateLogAsync();

    [Fact]
    public virtual async Task Records_ComeBackAsTheyWere_InOrder()
    {
        var log = await CreateLogAsync();
        AuditRecord[] records = [RecordOf(1), RecordOf(2), RecordOf(3)];
        foreach (var record in records)
        {
            await log.AppendAsync(record);
        }

        Assert.Equal(records, await ReadAsync(log));
    }

    [Fact]
    public virtual async Task AnEmptyLog_HasNoRecords() => Assert.Empty(await ReadAsync(await CreateLogAsync()));

    [Fact]
    public virtual async Task AReading_SeesTheRecordsThatWereThereWhenItBegan()
    {
        var log = await CreateLogAsync();
        await log.AppendAsync(RecordOf(1));
        await log.AppendAsync(RecordOf(2));
        int seen = 0;
        await foreach (var record in log.ReadAsync())
        {
            seen++;
            await log.AppendAsync(record);
        }

        Assert.Equal(2, seen);
        Assert.Equal(4, (await ReadAsync(log)).Count);
    }

    [Fact]
    public virtual async Task Appends_OfManyThreads_AreAllThere()
    {
        var log = await CreateLogAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await log.AppendAsync(RecordOf((thread * 10) + i));
            }
        })));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), (await ReadAsync(log)).Select(record => record.Process.Value).Order());
    }

    [Fact]
    public virtual async Task ACancelledAppend_ChangesNothing()
    {
        var log = await CreateLogAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await log.AppendAsync(RecordOf(1), new CancellationToken(canceled: true)));
        Assert.Empty(await ReadAsync(log));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await log.AppendAsync(null!));
    }

    private static AuditRecord RecordOf(int number) => new(
        DateTimeOffset.UnixEpoch.AddSeconds(number),
        new ProcessId(number),
        $"tool:número-{number}\n",
        number % 2 == 0 ? SecurityVerdict.Allow("a", "b \"c\"") : SecurityVerdict.Block("policy", "why"),
        new SecurityLabel((Integrity)(number % 4), number % 3 == 0 ? ReaderSet.Everyone : ReaderSet.Of("ada", "bob")));

    private static async Task<IReadOnlyList<AuditRecord>> ReadAsync(IAuditLog log)
    {
        var records = new List<AuditRecord>();
        await foreach (var record in log.ReadAsync())
        {
            records.Add(record);
        }

        return records;
    }
}
