using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>A journal in memory: rewinding and forking at past steps without a disk, and kernels that follow each other in tests.</summary>
/// <remarks>
/// <para>It survives a kernel, and nothing else: pass the same object to the next one. It grows with what living processes do.</para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class InMemoryProcessJournal : IProcessJournal
{
    private readonly Lock _lock = new();
    private List<JournalEntry> _entries = [];

    /// <inheritdoc/>
    public ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        JournalChecks.Append(process, record);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _entries.Add(new JournalEntry(process, record.ToArray()));
        }

        return default;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReplayAsync(
        ProcessId? process = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        JournalEntry[] entries;
        lock (_lock)
        {
            entries = [.. _entries.Where(entry => process is null || entry.Process == process)];
        }

        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(processes);
        cancellationToken.ThrowIfCancellationRequested();
        var doomed = processes.ToHashSet();
        lock (_lock)
        {
            _entries = [.. _entries.Where(entry => !doomed.Contains(entry.Process))];
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask RewriteAsync(
        ProcessId process, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rewrite);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var rewritten = new List<JournalEntry>(_entries.Count);
            foreach (var entry in _entries)
            {
                if (entry.Process != process)
                {
                    rewritten.Add(entry);
                    continue;
                }

                var record = rewrite(entry.Record);
                JournalChecks.Append(process, record);
                rewritten.Add(entry with { Record = record.Span.SequenceEqual(entry.Record.Span) ? entry.Record : record.ToArray() });
            }

            _entries = rewritten;
        }

        return default;
    }
}
