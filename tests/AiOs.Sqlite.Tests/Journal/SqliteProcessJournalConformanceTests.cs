namespace AiOs;

public sealed class SqliteProcessJournalConformanceTests : ProcessJournalConformanceTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<IProcessJournal> OpenAsync() =>
        ValueTask.FromResult<IProcessJournal>(new SqliteProcessJournal(_folder.File("journal.db")));

    protected override ValueTask CloseAsync(IProcessJournal journal) => ((SqliteProcessJournal)journal).DisposeAsync();
}
