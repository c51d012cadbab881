namespace AiOs;

/// <summary>A journal on a disk that is full for some records, for as long as the test says.</summary>
internal sealed class RefusingJournal : IProcessJournal
{
    private readonly InMemoryProcessJournal _inner = new();

    /// <summary>Gets or sets which records cannot be written.</summary>
    public Func<JournalRecord, bool> Refuses { get; set; } = static _ => false;

    public ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default) =>
        JournalCodec.Decode(record.Span).Any(Refuses)
            ? ValueTask.FromException(new InvalidOperationException("the disk is full"))
            : _inner.AppendAsync(process, record, cancellationToken);

    public IAsyncEnumerable<JournalEntry> ReplayAsync(ProcessId? process = null, CancellationToken cancellationToken = default) =>
        _inner.ReplayAsync(process, cancellationToken);

    public ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default) =>
        _inner.RemoveAsync(processes, cancellationToken);

    public ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default) =>
        _inner.RewriteAsync(process, rewrite, cancellationToken);
}
