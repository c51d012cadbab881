using Xunit;

namespace AiOs;

public sealed class FileAuditLogConformanceTests : AuditLogConformanceTests, IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private FileAuditLog? _log;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (_log?.DisposeAsync() ?? default);
        _folder.Dispose();
    }

    protected override async ValueTask<IAuditLog> CreateLogAsync() =>
        _log = await FileAuditLog.OpenAsync(_folder.File("audit.log"), new FileAuditLogOptions { FlushesToDisk = false });
}
