namespace AiOs;

/// <summary>An append-only log of security decisions.</summary>
/// <remarks>Threads: both members may be called from any thread; records keep the order in which appends completed.</remarks>
public interface IAuditLog
{
    /// <summary>Appends a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellationToken">Cancels the append.</param>
    /// <returns>A task that completes when the record is as durable as this log promises.</returns>
    ValueTask AppendAsync(AuditRecord record, CancellationToken cancellationToken = default);

    /// <summary>Reads the records, oldest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The records that were in the log when the reading began.</returns>
    IAsyncEnumerable<AuditRecord> ReadAsync(CancellationToken cancellationToken = default);
}
