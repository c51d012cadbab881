namespace AiOs;

/// <summary>A journal with a boundary before every append, and one after it.</summary>
internal sealed class KillingJournal(IProcessJournal inner, KillSwitch killer) : IProcessJournal
{
    public async ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        killer.Pass();
        await inner.AppendAsync(process, record, cancellationToken);
        killer.Pass();
    }

    public IAsyncEnumerable<JournalEntry> ReplayAsync(ProcessId? process = null, CancellationToken cancellationToken = default) =>
        inner.ReplayAsync(process, cancellationToken);

    public ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default) =>
        inner.RemoveAsync(processes, cancellationToken);

    public ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default) =>
        inner.RewriteAsync(process, rewrite, cancellationToken);
}
