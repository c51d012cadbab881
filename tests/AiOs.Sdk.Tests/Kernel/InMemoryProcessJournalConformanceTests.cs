namespace AiOs;

public sealed class InMemoryProcessJournalConformanceTests : ProcessJournalConformanceTests
{
    protected override ValueTask<IProcessJournal> OpenAsync() => ValueTask.FromResult<IProcessJournal>(new InMemoryProcessJournal());

    protected override ValueTask CloseAsync(IProcessJournal journal) => default;
}
