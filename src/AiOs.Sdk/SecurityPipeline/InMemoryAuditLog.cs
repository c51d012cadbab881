using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>An audit log in memory, for development and tests: bounded, and gone with the process.</summary>
/// <remarks>
/// <para>Keeps the newest records; <see cref="DroppedCount"/> says how many older ones are gone, so that a gap is never silent.</para>
/// <para>Threads: every member may be called from any thread. A reading sees the records as they were when it began.</para>
/// </remarks>
public sealed class InMemoryAuditLog : IAuditLog
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _records = new(); // Values: ten thousand objects that each die late are work for the collector.
    private readonly int _capacity;
    private long _droppedCount;

    /// <summary>Creates an empty log.</summary>
    /// <param name="capacity">The most records kept. Above 0; by default 16,384.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not above 0.</exception>
    public InMemoryAuditLog(int capacity = 16_384)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <summary>Gets how many records were dropped because newer ones needed their place.</summary>
    public long DroppedCount => Interlocked.Read(ref _droppedCount);

    /// <inheritdoc/>
    public ValueTask AppendAsync(AuditRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_records.Count == _capacity)
            {
                _records.Dequeue();
                Interlocked.Increment(ref _droppedCount);
            }

            _records.Enqueue(new Entry(record.Time, record.Process, record.Subject, record.Verdict, record.Label));
        }

        return default;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AuditRecord> ReadAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Enumerate([.. _records], cancellationToken);
        }
    }

    private static async IAsyncEnumerable<AuditRecord> Enumerate(
        Entry[] records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new AuditRecord(record.Time, record.Process, record.Subject, record.Verdict, record.Label);
        }
    }

    /// <summary>A record without the object around it.</summary>
    private readonly record struct Entry(
        DateTimeOffset Time, ProcessId Process, string Subject, SecurityVerdict Verdict, SecurityLabel Label);
}
