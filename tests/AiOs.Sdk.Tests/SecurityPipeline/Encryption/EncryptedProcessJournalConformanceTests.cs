namespace AiOs;

public sealed class EncryptedProcessJournalConformanceTests : ProcessJournalConformanceTests, IDisposable
{
    private readonly TestFolder _folder = new();
    private KeyFile? _keys;

    public void Dispose() => _folder.Dispose();

    protected override async ValueTask<IProcessJournal> OpenAsync()
    {
        _keys = await KeyFile.OpenAsync(_folder.File("keys"), "tenant", Keys.Wrapper());
        return new EncryptedProcessJournal(new InMemoryProcessJournal(), _keys);
    }

    protected override ValueTask CloseAsync(IProcessJournal journal) => _keys!.DisposeAsync();
}
