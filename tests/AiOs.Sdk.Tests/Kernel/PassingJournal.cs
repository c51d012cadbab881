namespace AiOs;

/// <summary>A journal that does what another one does, but where a test wants something else.</summary>
internal abstract class PassingJournal : IProcessJournal
{
    protected InMemoryProcessJournal Inner { get; } = new();

    public abstract ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default);

    public IAsyncEnumerable<JournalEntry> ReplayAsync(ProcessId? process = null, CancellationToken cancellationToken = default) =>
        Inner.ReplayAsync(process, cancellationToken);

    public virtual ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default) =>
        Inner.RemoveAsync(processes, cancellationToken);

    public virtual ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default) =>
        Inner.RewriteAsync(process, rewrite, cancellationToken);
}
