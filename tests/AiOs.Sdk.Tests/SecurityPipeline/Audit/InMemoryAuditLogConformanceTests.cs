namespace AiOs;

public sealed class InMemoryAuditLogConformanceTests : AuditLogConformanceTests
{
    protected override ValueTask<IAuditLog> CreateLogAsync() => new(new InMemoryAuditLog());
}
