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
            await journal.RemoveAsync([new ProcessId(1)]);
        }

        string all = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        Assert.DoesNotContain("a secret that must go", all, StringComparison.Ordinal);
        Assert.Contains("something that stays", all, StringComparison.Ordinal);
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
