namespace AiOs;

/// <summary>A journal on a disk that is full for some records, for as long as the test says.</summary>
internal sealed class RefusingJournal : PassingJournal
{
    /// <summary>Gets or sets which records cannot be written.</summary>
    public Func<JournalRecord, bool> Refuses { get; set; } = static _ => false;

    public override ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default) =>
        JournalCodec.Decode(record.Span).Any(Refuses)
            ? ValueTask.FromException(new InvalidOperationException("the disk is full"))
            : Inner.AppendAsync(process, record, cancellationToken);
}
