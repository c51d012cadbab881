namespace AiOs;

/// <summary>An audit log is not what was written: something was changed, dropped, moved, cut off or put in its place.</summary>
public sealed class AuditTamperedException : AiOsException
{
    /// <summary>Creates the error.</summary>
    /// <param name="record">The first record that is wrong, from 1; 0 for the log's head.</param>
    /// <param name="detail">What is wrong.</param>
    public AuditTamperedException(long record, string detail)
        : base($"The audit log was changed at record {record}: {detail}. Keep the file as evidence, and begin a new log elsewhere.") =>
        Record = record;

    /// <summary>Gets the first record that is wrong, from 1; 0 for the log's head.</summary>
    public long Record { get; }
}
