using System.Text.Json;

namespace AiOs;

/// <summary>An audit record as it stands in a file.</summary>
internal sealed record AuditLine
{
    public required DateTimeOffset Time { get; init; }

    public required long Process { get; init; }

    public required string Subject { get; init; }

    public required SecurityOutcome Outcome { get; init; }

    public required string DecidedBy { get; init; }

    public required string Reason { get; init; }

    public required Integrity Integrity { get; init; }

    public IReadOnlyList<string>? Readers { get; init; } // Null for everyone.

    public static byte[] Write(AuditRecord record) => JsonSerializer.SerializeToUtf8Bytes(
        new AuditLine
        {
            Time = record.Time,
            Process = record.Process.Value,
            Subject = record.Subject,
            Outcome = record.Verdict.Outcome,
            DecidedBy = record.Verdict.DecidedBy,
            Reason = record.Verdict.Reason,
            Integrity = record.Label.Integrity,
            Readers = record.Label.Readers.IsEveryone ? null : record.Label.Readers.Names,
        },
        AuditJsonContext.Default.AuditLine);

    /// <summary>Reads a line that the chain vouches for.</summary>
    /// <exception cref="AuditTamperedException">It is none of ours: somebody wrote a chain of their own.</exception>
    public static AuditRecord Read(long number, ReadOnlySpan<byte> json)
    {
        try
        {
            var line = JsonSerializer.Deserialize(json, AuditJsonContext.Default.AuditLine) ?? throw new JsonException("null");
            var readers = line.Readers is null ? ReaderSet.Everyone : ReaderSet.Of(line.Readers);
            var label = new SecurityLabel(line.Integrity, readers);
            return new AuditRecord(line.Time, new ProcessId(line.Process), line.Subject, line.Verdict(), label);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new AuditTamperedException(number, "its hash is right, and it is no audit record");
        }
    }

    // A rewrite's replacement is private content: it was never logged, and comes back empty.
    private SecurityVerdict Verdict() => Outcome switch
    {
        SecurityOutcome.Allow => SecurityVerdict.Allow(DecidedBy, Reason),
        SecurityOutcome.Rewrite => SecurityVerdict.Rewrite(DecidedBy, Reason, ""),
        SecurityOutcome.RequireApproval => SecurityVerdict.RequireApproval(DecidedBy, Reason),
        _ => SecurityVerdict.Block(DecidedBy, Reason),
    };
}
