using System.Text;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AiOs;

public sealed class SqliteProcessJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhatWasAcknowledged_IsThere_WhenTheFileIsOpenedAgain()
    {
        string path = _folder.File("journal.db");
        await using (var journal = new SqliteProcessJournal(path))
        {
            await journal.AppendAsync(new ProcessId(7), Encoding.UTF8.GetBytes("seven"));
        }

        await using var again = new SqliteProcessJournal(path);
        await foreach (var entry in again.ReplayAsync())
        {
            Assert.Equal((7, "seven"), (entry.Process.Value, Encoding.UTF8.GetString(entry.Record.Span)));
            return;
        }

        Assert.Fail("Nothing is there.");
    }

    [Fact]
    public async Task AFileOfSomebodyElse_IsRefused_AndStaysAsItIs()
    {
        string text = _folder.File("notes.txt");
        await File.WriteAllTextAsync(text, new string('x', 5_000));
        Assert.Throws<JournalFormatException>(() => new SqliteProcessJournal(text));
        Assert.Equal(new string('x', 5_000), await File.ReadAllTextAsync(text));

        string pages = _folder.File("pages.db");
        await new SqlitePageStore(pages).DisposeAsync();
        Assert.Throws<JournalFormatException>(() => new SqliteProcessJournal(pages));

        string newer = _folder.File("newer.db");
        await new SqliteProcessJournal(newer).DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={newer};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync();
        }

        var error = Assert.Throws<JournalFormatException>(() => new SqliteProcessJournal(newer));
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
        Assert.Throws<SqliteJournalException>(() => new SqliteProcessJournal(_folder.File("missing/journal.db")));
    }

    [Fact]
    public async Task WhatWasRemoved_LeavesNothingInTheFiles()
    {
        string path = _folder.File("journal.db");
        await using (var journal = new SqliteProcessJournal(path))
        {
            await journal.AppendAsync(new ProcessId(1), Encoding.UTF8.GetBytes("a secret that must go"));
            await journal.AppendAsync(new ProcessId(2), Encoding.UTF8.GetBytes("something that stays"));
            await journal.AppendAsync(new ProcessId(2), Encoding.UTF8.GetBytes("what was once said"));
            await journal.RemoveAsync([new ProcessId(1)]);
            await journal.RewriteAsync(new ProcessId(2), record =>
                Encoding.UTF8.GetString(record.Span) == "what was once said" ? new byte[] { 7 } : record);
        }

        string all = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        Assert.DoesNotContain("a secret that must go", all, StringComparison.Ordinal);
        Assert.DoesNotContain("what was once said", all, StringComparison.Ordinal);
        Assert.Contains("something that stays", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOfFormat1_IsReadAndWritten_AndIsOfThisFormatFromThenOn()
    {
        string path = _folder.File("old.db");
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                PRAGMA journal_mode = WAL;
                CREATE TABLE journal (sequence INTEGER PRIMARY KEY, process INTEGER NOT NULL, record BLOB NOT NULL) STRICT;
                CREATE INDEX journal_process ON journal (process);
                INSERT INTO journal (process, record) VALUES (1, x'01'), (2, x'02'), (1, x'03');
                PRAGMA application_id = 1097420618;
                PRAGMA user_version = 1;
                """;
            await command.ExecuteNonQueryAsync();
        }

        for (int opening = 0; opening < 2; opening++)
        {
            await using var journal = new SqliteProcessJournal(path);
            await journal.AppendAsync(new ProcessId(1), new byte[] { (byte)(4 + opening) });
        }

        await using var last = new SqliteProcessJournal(path);
        await last.RemoveAsync([new ProcessId(2)]);
        var read = new List<byte>();
        await foreach (var entry in last.ReplayAsync(new ProcessId(1)))
        {
            read.Add(entry.Record.Span[0]);
        }

        Assert.Equal([1, 3, 4, 5], read);
    }

    [Fact]
    public async Task AClosedJournal_SaysSo()
    {
        var journal = new SqliteProcessJournal(_folder.File("journal.db"));
        await journal.DisposeAsync();
        await journal.DisposeAsync(); // Again without effect.
        await Assert.ThrowsAsync<SqliteJournalException>(async () => await journal.AppendAsync(new ProcessId(1), new byte[] { 1 }));
    }
}
