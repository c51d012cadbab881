namespace AiOs;

public sealed class FileAuditAnchorStoreConformanceTests : AuditAnchorStoreConformanceTests, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ValueTask<IAuditAnchorStore> CreateStoreAsync() => new(new FileAuditAnchorStore(_folder.File("anchors")));
}
