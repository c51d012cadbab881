namespace AiOs;

/// <summary>A journal whose disk is full now and then.</summary>
internal sealed class FullJournal : IProcessJournal
{
    private readonly InMemoryProcessJournal _inner = new();

    /// <summary>Gets or sets a value indicating whether nothing can be written.</summary>
    public bool IsFull { get; set; }

    public ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default) => IsFull
        ? ValueTask.FromException(Error())
        : _inner.AppendAsync(process, record, cancellationToken);

    public IAsyncEnumerable<JournalEntry> ReplayAsync(ProcessId? process = null, CancellationToken cancellationToken = default) =>
        _inner.ReplayAsync(process, cancellationToken);

    public ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default) => IsFull
        ? ValueTask.FromException(Error())
        : _inner.RemoveAsync(processes, cancellationToken);

    public ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default) => IsFull
        ? ValueTask.FromException(Error())
        : _inner.RewriteAsync(process, rewrite, cancellationToken);

    private static IOException Error() => new("no space left on the disk");
}
