using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class EncryptedProcessJournalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnyChange_ButAMissingEnd_IsNoticed()
    {
        await using var keys = await OpenKeysAsync();
        var inner = new ListJournal();
        var journal = new EncryptedProcessJournal(inner, keys);
        for (int i = 0; i < 12; i++)
        {
            await journal.AppendAsync(new ProcessId((i % 2) + 1), new byte[] { (byte)i, 1, 2 });
        }

        var written = inner.Entries.ToArray();
        var changes =
            from kind in Gen.Choose(0, 5)
            from at in Gen.Choose(0, written.Length - 1)
            from other in Gen.Choose(0, written.Length - 1)
            from at2 in Gen.Choose(0, written[0].Record.Length - 1)
            from bit in Gen.Choose(0, 7)
            select (kind, at, other, at2, bit);
        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            var list = written.ToList();
            switch (change.kind)
            {
                case 0:
                    byte[] flipped = list[change.at].Record.ToArray();
                    flipped[change.at2] ^= (byte)(1 << change.bit);
                    list[change.at] = list[change.at] with { Record = flipped };
                    break;
                case 1:
                    list[change.at] = list[change.at] with { Process = new ProcessId(3 - list[change.at].Process.Value) };
                    break;
                case 2:
                    list.RemoveAt(change.at);
                    break;
                case 3:
                    list.Insert(change.other, list[change.at]);
                    break;
                case 4:
                    (list[change.at], list[change.other]) = (list[change.other], list[change.at]);
                    break;
                default:
                    list[change.at] = list[change.at] with { Record = list[change.at].Record[..change.at2] };
                    break;
            }

            // Processes stand for themselves: what counts is what each one's own records became.
            bool isChanged = false;
            foreach (long process in new long[] { 1, 2 })
            {
                var before = RecordsOf(written, process);
                var after = RecordsOf(list, process);
                isChanged |= !(after.Count <= before.Count && after.SequenceEqual(before.Take(after.Count)));
            }

            var error = Record.ExceptionAsync(() => ReadAsync(new EncryptedProcessJournal(new ListJournal(list), keys))).GetAwaiter().GetResult();
            return isChanged ? error is EnvelopeException : error is null;
        }).Check(Seeded.Config.WithMaxTest(500));
    }

    [Fact]
    public async Task ARemovalThatWasKilled_LeavesNothingThatOpens_AndTheNumberCanBeUsedAgain()
    {
        await using var keys = await OpenKeysAsync();
        var inner = new ListJournal();
        var journal = new EncryptedProcessJournal(inner, keys);
        await journal.AppendAsync(new ProcessId(1), "one"u8.ToArray());
        await journal.AppendAsync(new ProcessId(2), "two"u8.ToArray());
        var backup = inner.Entries.ToArray();
        inner.FailsToRemove = true;
        await Assert.ThrowsAsync<IOException>(async () => await journal.RemoveAsync([new ProcessId(1)]));
        inner.FailsToRemove = false;
        Assert.Equal(["two"], await ReadAsync(journal));

        // A backup of the inner journal tells nobody anything of it either.
        Assert.Equal(["two"], await ReadAsync(new EncryptedProcessJournal(new ListJournal(backup), keys)));
        await journal.AppendAsync(new ProcessId(1), "new"u8.ToArray());
        Assert.Equal(["two", "new"], await ReadAsync(journal));
        Assert.Equal(2, inner.Entries.Count);
    }

    [Fact]
    public async Task ReopenedAndRotated_ItGoesOnCounting()
    {
        var inner = new ListJournal();
        for (int i = 0; i < 3; i++)
        {
            await using var keys = await OpenKeysAsync();
            var journal = new EncryptedProcessJournal(inner, keys);
            await journal.AppendAsync(new ProcessId(1), new[] { (byte)('a' + i) });
            await keys.RotateAsync();
            Assert.Equal(Enumerable.Range(0, i + 1).Select(static n => ((char)('a' + n)).ToString()), await ReadAsync(journal));
        }
    }

    [Fact]
    public async Task AfterAFailedAppend_NothingOfThatProcessFollows()
    {
        await using var keys = await OpenKeysAsync();
        var inner = new ListJournal();
        var journal = new EncryptedProcessJournal(inner, keys);
        await journal.AppendAsync(new ProcessId(1), "one"u8.ToArray());
        inner.FailsToAppend = true;
        await Assert.ThrowsAsync<IOException>(async () => await journal.AppendAsync(new ProcessId(1), "two"u8.ToArray()));
        inner.FailsToAppend = false;
        await Assert.ThrowsAsync<IOException>(async () => await journal.AppendAsync(new ProcessId(1), "three"u8.ToArray()));
        await journal.AppendAsync(new ProcessId(2), "other"u8.ToArray());
        Assert.Equal(["one", "other"], await ReadAsync(journal));
        var again = new EncryptedProcessJournal(inner, keys);
        await again.AppendAsync(new ProcessId(1), "two"u8.ToArray());
        Assert.Equal(["one", "other", "two"], await ReadAsync(again));
    }

    private Task<KeyFile> OpenKeysAsync() => KeyFile.OpenAsync(_folder.File("keys"), "tenant", Keys.Wrapper());

    private static List<string> RecordsOf(IEnumerable<JournalEntry> entries, long process) =>
        [.. entries.Where(entry => entry.Process.Value == process).Select(static entry => Convert.ToHexString(entry.Record.Span))];

    private static async Task<List<string>> ReadAsync(EncryptedProcessJournal journal)
    {
        var records = new List<string>();
        await foreach (var entry in journal.ReplayAsync())
        {
            records.Add(System.Text.Encoding.UTF8.GetString(entry.Record.Span));
        }

        return records;
    }

    private sealed class ListJournal(IEnumerable<JournalEntry>? entries = null) : IProcessJournal
    {
        public List<JournalEntry> Entries { get; } = [.. entries ?? []];

        public bool FailsToAppend { get; set; }

        public bool FailsToRemove { get; set; }

        public ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
        {
            if (FailsToAppend)
            {
                throw new IOException("The disk is full.");
            }

            Entries.Add(new JournalEntry(process, record.ToArray()));
            return default;
        }

        public ValueTask RewriteAsync(
            ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default)
        {
            for (int i = 0; i < Entries.Count; i++)
            {
                Entries[i] = Entries[i].Process == process ? Entries[i] with { Record = rewrite(Entries[i].Record).ToArray() } : Entries[i];
            }

            return default;
        }

        public async IAsyncEnumerable<JournalEntry> ReplayAsync(
            ProcessId? process = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var entry in Entries.Where(entry => process is null || entry.Process == process).ToList())
            {
                yield return entry;
            }

            await Task.CompletedTask;
        }

        public ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default)
        {
            if (FailsToRemove)
            {
                throw new IOException("The power is out.");
            }

            Entries.RemoveAll(entry => processes.Contains(entry.Process));
            return default;
        }
    }
}
