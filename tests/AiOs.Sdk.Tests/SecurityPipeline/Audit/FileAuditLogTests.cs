using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class FileAuditLogTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Whatever is done to the file, it is noticed; and what is done with nothing but the file's format cannot be hidden.
    [Fact]
    public async Task AnyChange_IsDetected()
    {
        string path = await WriteAsync("log", 8, Anchored());
        byte[] original = await File.ReadAllBytesAsync(path);
        string other = await WriteAsync("other", 8, new FileAuditLogOptions { FlushesToDisk = false });
        byte[] foreign = await File.ReadAllBytesAsync(other);
        var changes = Gen.OneOf(
            from at in Gen.Choose(0, original.Length - 1) from bit in Gen.Choose(0, 7) select Flip(original, at, bit),
            from line in Gen.Choose(0, 8) select Lines(original, lines => lines.RemoveAt(line)),
            from line in Gen.Choose(0, 8) select Lines(original, lines => lines.Insert(line, lines[line])),
            from left in Gen.Choose(0, 8) from right in Gen.Choose(0, 8) where left != right select Swap(original, left, right),
            from length in Gen.Choose(0, original.Length - 1) select original[..length],
            from keep in Gen.Choose(0, 8) select Graft(original, foreign, keep),
            Gen.Constant(foreign));
        Prop.ForAll(changes.ToArbitrary(), changed =>
        {
            string copy = _folder.File("changed");
            File.WriteAllBytes(copy, changed);
            var error = Record.ExceptionAsync(() => FileAuditLog.VerifyAsync(copy, Anchored())).GetAwaiter().GetResult();
            return error is AuditTamperedException;
        }).Check(Seeded.Config.WithMaxTest(600));
        Assert.Equal(8, (await FileAuditLog.VerifyAsync(path, Anchored())).Count);
    }

    // A fork: the same beginning, then another history, with a chain that is right in itself. Only the anchors can tell.
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task AFork_IsDetectedByTheAnchors(int common)
    {
        string path = await WriteAsync("log", 8, Anchored());
        string[] lines = await File.ReadAllLinesAsync(path);
        string fork = _folder.File("fork");
        await File.WriteAllTextAsync(fork, string.Concat(lines.Take(common + 1).Select(line => line + "\n")));
        var unanchored = new FileAuditLogOptions { FlushesToDisk = false };
        await using (var log = await FileAuditLog.OpenAsync(fork, unanchored))
        {
            for (int i = common; i < 10; i++)
            {
                await log.AppendAsync(RecordOf(i + 100));
            }
        }

        Assert.Equal(10, (await FileAuditLog.VerifyAsync(fork, unanchored)).Count);
        var error = await Assert.ThrowsAsync<AuditTamperedException>(() => FileAuditLog.VerifyAsync(fork, Anchored()));
        Assert.Equal(common + 1, error.Record);
    }

    [Fact]
    public async Task WithAKey_AChainByAnotherKeyIsDetected_WithoutAnyAnchor()
    {
        string path = await WriteAsync("log", 3, Keyed(1));
        Assert.Equal(3, (await FileAuditLog.VerifyAsync(path, Keyed(1))).Count);
        await Assert.ThrowsAsync<AuditTamperedException>(() => FileAuditLog.VerifyAsync(path, Keyed(2)));
        await Assert.ThrowsAsync<AuditTamperedException>(() => FileAuditLog.OpenAsync(path, Keyed(2)));
    }

    [Fact]
    public async Task TwoAnchorsThatContradict_AreDetected()
    {
        var anchors = new FileAuditAnchorStore(_folder.File("anchors"));
        await WriteAsync("log", 3, Anchored());
        await anchors.PublishAsync(new AuditAnchor(new string('a', 32), 2, new string('b', 64)));
        await Assert.ThrowsAsync<AuditTamperedException>(() => FileAuditLog.VerifyAsync(_folder.File("log"), Anchored()));
    }

    [Fact]
    public async Task AnAppendThatWasTorn_IsRemoved_AndTheLogGoesOn()
    {
        string path = await WriteAsync("log", 3, Anchored());
        await File.AppendAllTextAsync(path, new string('0', 70) + "{\"time\":");
        await using (var log = await FileAuditLog.OpenAsync(path, Anchored()))
        {
            await log.AppendAsync(RecordOf(3));
        }

        Assert.Equal(4, (await FileAuditLog.VerifyAsync(path, Anchored())).Count);
    }

    [Fact]
    public async Task AnchorsEveryFewRecords_CatchAllBeforeTheLast_AndClosingAnchorsTheRest()
    {
        var options = Anchored() with { AnchorInterval = 4 };
        string path = _folder.File("log");
        await using (var log = await FileAuditLog.OpenAsync(path, options))
        {
            for (int i = 0; i < 6; i++)
            {
                await log.AppendAsync(RecordOf(i));
            }

            Assert.Equal(6, log.Head.Count);
            Assert.Equal([0, 4], await AnchoredCountsAsync());
        }

        Assert.Equal([0, 4, 6], await AnchoredCountsAsync());
    }

    [Fact]
    public async Task ARecordThatIsTooLong_AndAnOpenFile_AreRefused()
    {
        var options = new FileAuditLogOptions { MaxRecordBytes = 256, FlushesToDisk = false };
        await using var log = await FileAuditLog.OpenAsync(_folder.File("log"), options);
        var record = RecordOf(1) with { Subject = new string('s', 300) };
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(record));
        await log.AppendAsync(RecordOf(1));
        await Assert.ThrowsAsync<IOException>(() => FileAuditLog.OpenAsync(_folder.File("log"), options));
        await Assert.ThrowsAsync<ArgumentException>(() => FileAuditLog.OpenAsync(
            _folder.File("new"), options with { Key = new byte[31] }));
    }

    [Fact]
    public async Task AnAnchorStoreThatFails_StopsTheLog()
    {
        var options = new FileAuditLogOptions { Anchors = new FailingAnchors(), FlushesToDisk = false };
        await using var log = await FileAuditLog.OpenAsync(_folder.File("log"), options);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await log.AppendAsync(RecordOf(1)));
        await Assert.ThrowsAsync<IOException>(async () => await log.AppendAsync(RecordOf(2)));
    }

    [Fact]
    public async Task AfterKills_EverythingAcknowledgedIsThere_AndTheChainHolds()
    {
        string path = _folder.File("killed");
        var random = new Random(20260202);
        int next = 0;
        for (int round = 0; round < 5; round++)
        {
            int last = await SecurityWriter.RunAndKillAsync(
                random.Next(1, 40), "audit", path, _folder.File("anchors"), next.ToString(CultureInfo.InvariantCulture));
            await using var log = await FileAuditLog.OpenAsync(path, Anchored());
            int count = 0;
            await foreach (var record in log.ReadAsync())
            {
                Assert.Equal(count++, record.Process.Value);
            }

            Assert.True(count > last, $"Round {round}: record {last} was acknowledged, and {count} are there.");
            next = count;
        }
    }

    private static AuditRecord RecordOf(int number) => new(
        DateTimeOffset.UnixEpoch, new ProcessId(number), $"tool:{number}", SecurityVerdict.Allow("policy", "é"), SecurityLabel.User);

    private static FileAuditLogOptions Keyed(byte fill) =>
        new() { Key = Enumerable.Repeat(fill, 32).ToArray(), FlushesToDisk = false };

    private static byte[] Flip(byte[] bytes, int at, int bit)
    {
        byte[] changed = [.. bytes];
        changed[at] ^= (byte)(1 << bit);
        return changed;
    }

    private static byte[] Lines(byte[] bytes, Action<List<string>> change)
    {
        var lines = Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n').ToList();
        change(lines);
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
    }

    private static byte[] Swap(byte[] bytes, int left, int right) =>
        Lines(bytes, lines => (lines[left], lines[right]) = (lines[right], lines[left]));

    private static byte[] Graft(byte[] bytes, byte[] foreign, int keep) => Lines(bytes, lines =>
    {
        lines.RemoveRange(keep, lines.Count - keep);
        lines.AddRange(Encoding.UTF8.GetString(foreign).TrimEnd('\n').Split('\n').Skip(keep));
    });

    private FileAuditLogOptions Anchored() =>
        new() { Anchors = new FileAuditAnchorStore(_folder.File("anchors")), FlushesToDisk = false };

    private async Task<string> WriteAsync(string name, int count, FileAuditLogOptions options)
    {
        string path = _folder.File(name);
        await using var log = await FileAuditLog.OpenAsync(path, options);
        for (int i = 0; i < count; i++)
        {
            await log.AppendAsync(RecordOf(i));
        }

        return path;
    }

    private async Task<List<long>> AnchoredCountsAsync()
    {
        var counts = new List<long>();
        await foreach (var anchor in new FileAuditAnchorStore(_folder.File("anchors")).ReadAsync())
        {
            counts.Add(anchor.Count);
        }

        return counts;
    }

    private sealed class FailingAnchors : IAuditAnchorStore
    {
        public ValueTask PublishAsync(AuditAnchor anchor, CancellationToken cancellationToken = default) =>
            anchor.Count == 0 ? default : throw new InvalidOperationException("no network");

        public async IAsyncEnumerable<AuditAnchor> ReadAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }
    }
}
