using System.Text;
using Xunit;

namespace AiOs;

/// <summary>What every <see cref="IProcessJournal"/> must do. A provider derives and gets the whole suite.</summary>
public abstract class ProcessJournalConformanceTests
{
    private const int Writers = 8;

    /// <summary>Creates an empty journal, or opens again what the last one of this test held.</summary>
    protected abstract ValueTask<IProcessJournal> OpenAsync();

    /// <summary>Closes a journal; what it holds must be there when it is opened again, where the journal outlives its object.</summary>
    protected abstract ValueTask CloseAsync(IProcessJournal journal);

    [Fact]
    public virtual async Task Append_ReplaysTheRecords_ByteForByte_InOrder()
    {
        var journal = await OpenAsync();
        var records = Enumerable.Range(1, 300).Select(i => (Id: new ProcessId((i % 7) + 1), Bytes: Bytes(i, length: i))).ToList();
        foreach (var (id, bytes) in records)
        {
            await journal.AppendAsync(id, bytes);
        }

        var all = await ReadAsync(journal, null);
        Assert.Equal(records.Select(r => (r.Id, Convert.ToHexString(r.Bytes))), all);
        foreach (long process in Enumerable.Range(1, 8))
        {
            var id = new ProcessId(process);
            Assert.Equal(all.Where(entry => entry.Id == id), await ReadAsync(journal, id));
        }

        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Append_NotAwaited_KeepsTheOrderOfTheCalls()
    {
        var journal = await OpenAsync();
        var writes = new List<Task>();
        for (int i = 0; i < 1_000; i++)
        {
            writes.Add(journal.AppendAsync(new ProcessId((i % 3) + 1), Encoding.UTF8.GetBytes($"{i}")).AsTask());
        }

        await Task.WhenAll(writes);
        var all = await ReadAsync(journal, null);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => Convert.ToHexString(Encoding.UTF8.GetBytes($"{i}"))), all.Select(e => e.Hex));
        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Append_FromManyThreads_LosesNothing_AndKeepsEachOnesOrder()
    {
        var journal = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(1, Writers).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await journal.AppendAsync(new ProcessId(writer), Encoding.UTF8.GetBytes($"{writer}.{i}"));
            }
        })));
        Assert.Equal(Writers * 100, (await ReadAsync(journal, null)).Count);
        for (int writer = 1; writer <= Writers; writer++)
        {
            Assert.Equal(
                Enumerable.Range(0, 100).Select(i => Convert.ToHexString(Encoding.UTF8.GetBytes($"{writer}.{i}"))),
                (await ReadAsync(journal, new ProcessId(writer))).Select(entry => entry.Hex));
        }

        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Append_DoesNotKeepTheCallersBuffer()
    {
        var journal = await OpenAsync();
        byte[] buffer = [1, 2, 3];
        await journal.AppendAsync(new ProcessId(1), buffer);
        buffer[0] = 9;
        Assert.Equal("010203", Assert.Single(await ReadAsync(journal, null)).Hex);
        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Replay_WhileAppending_GivesWhatWasThereBefore()
    {
        var journal = await OpenAsync();
        for (int i = 0; i < 10; i++)
        {
            await journal.AppendAsync(new ProcessId(1), Bytes(i, 4));
        }

        int seen = 0;
        await foreach (var _ in journal.ReplayAsync())
        {
            await journal.AppendAsync(new ProcessId(1), Bytes(seen++, 4));
        }

        Assert.Equal(10, seen);
        Assert.Equal(20, (await ReadAsync(journal, null)).Count);
        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Remove_TakesAllRecordsOfTheProcesses_AndNoOthers()
    {
        var journal = await OpenAsync();
        for (int i = 0; i < 30; i++)
        {
            await journal.AppendAsync(new ProcessId((i % 3) + 1), Bytes(i, 8));
        }

        await journal.RemoveAsync([new ProcessId(1), new ProcessId(3), new ProcessId(99)]);
        Assert.Equal(10, (await ReadAsync(journal, null)).Count);
        Assert.Empty(await ReadAsync(journal, new ProcessId(1)));
        Assert.Equal(10, (await ReadAsync(journal, new ProcessId(2))).Count);
        await journal.AppendAsync(new ProcessId(1), Bytes(1, 8));
        Assert.Single(await ReadAsync(journal, new ProcessId(1)));
        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Rewrite_PutsOthersInTheirPlace_AndTouchesNobodyElses()
    {
        var journal = await OpenAsync();
        var expected = new List<(ProcessId Id, string Hex)>();
        for (int i = 0; i < 30; i++)
        {
            var id = new ProcessId((i % 3) + 1);
            await journal.AppendAsync(id, Bytes(i, 8));
            expected.Add((id, Convert.ToHexString(i % 6 == 1 ? Bytes(i + 100, i + 1) : Bytes(i, 8))));
        }

        var given = new List<string>();
        int number = 1;
        await journal.RewriteAsync(new ProcessId(2), record =>
        {
            given.Add(Convert.ToHexString(record.Span));
            int i = number;
            number += 3;
            return i % 6 == 1 ? Bytes(i + 100, i + 1) : record;
        });
        Assert.Equal(Enumerable.Range(0, 10).Select(i => Convert.ToHexString(Bytes((3 * i) + 1, 8))), given);
        Assert.Equal(expected, await ReadAsync(journal, null));
        await journal.RewriteAsync(new ProcessId(99), _ => throw new InvalidOperationException("It has no records."));
        await journal.AppendAsync(new ProcessId(2), Bytes(1, 8)); // Goes on behind what was rewritten.
        Assert.Equal(11, (await ReadAsync(journal, new ProcessId(2))).Count);
        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Rewrite_ThatFails_ChangesNothing_AndLosesNobodysRecord()
    {
        var journal = await OpenAsync();
        await journal.AppendAsync(new ProcessId(1), Bytes(1, 8));
        await journal.AppendAsync(new ProcessId(1), Bytes(2, 8));
        var before = await ReadAsync(journal, null);
        int calls = 0;
        var failing = Rewriting(journal, _ => ++calls == 2 ? throw new InvalidOperationException("no") : Bytes(9, 9));
        var meanwhile = journal.AppendAsync(new ProcessId(2), Bytes(3, 8)).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await meanwhile;
        Assert.Equal([.. before, (new ProcessId(2), Convert.ToHexString(Bytes(3, 8)))], await ReadAsync(journal, null));
        await Assert.ThrowsAsync<ArgumentException>(() => Rewriting(journal, _ => default));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Rewriting(journal, null!));
        Assert.Equal(3, (await ReadAsync(journal, null)).Count);
        await CloseAsync(journal);

        static async Task Rewriting(IProcessJournal journal, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite) =>
            await journal.RewriteAsync(new ProcessId(1), rewrite);
    }

    [Fact]
    public virtual async Task Append_BadInput_IsRefused()
    {
        var journal = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await journal.AppendAsync(new ProcessId(1), default));
        await Assert.ThrowsAsync<ArgumentException>(async () => await journal.AppendAsync(ProcessId.Host, new byte[] { 1 }));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await journal.RemoveAsync(null!));
        Assert.Empty(await ReadAsync(journal, null));
        await CloseAsync(journal);
    }

    [Fact]
    public virtual async Task Cancelled_DoesNothing()
    {
        var journal = await OpenAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await journal.AppendAsync(new ProcessId(1), new byte[] { 1 }, cancelled));
        Assert.Empty(await ReadAsync(journal, null));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in journal.ReplayAsync(null, cancelled))
            {
                // Not reached.
            }
        });
        await CloseAsync(journal);
    }

    /// <summary>Reads a journal.</summary>
    protected static async Task<List<(ProcessId Id, string Hex)>> ReadAsync(IProcessJournal journal, ProcessId? process)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var entries = new List<(ProcessId, string)>();
        await foreach (var entry in journal.ReplayAsync(process))
        {
            entries.Add((entry.Process, Convert.ToHexString(entry.Record.Span)));
        }

        return entries;
    }

    private static byte[] Bytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
