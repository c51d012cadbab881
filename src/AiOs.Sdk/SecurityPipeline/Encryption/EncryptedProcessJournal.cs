using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AiOs;

/// <summary>Encrypts a kernel's journal before another journal sees it, each process under a key of its own that its removal destroys.</summary>
/// <remarks>
/// <para>
/// Bound to each record: the tenant, the process and the record's number within it. A record that was changed, dropped, doubled,
/// moved or brought from another process is an error when it is read back. Records that are missing at the end are not noticed: a
/// crash leaves a journal in the same state.
/// </para>
/// <para>
/// Removing is crypto-shredding: the keys go first, then the records of the inner journal. Killed between the two, what is left opens for
/// nobody, is passed over by <see cref="ReplayAsync"/>, and goes with the next removal of that process.
/// </para>
/// <para>
/// The inner journal sees numbers of processes, and how many records of what sizes they have. A record is 41 bytes longer. After an append
/// that failed, those of the same process fail until the journal is opened again, because which records it holds is not known.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class EncryptedProcessJournal : IProcessJournal
{
    private const int NumberBytes = sizeof(long);

    private readonly Lock _lock = new(); // Guards all below: records go to the inner journal in the order of the calls.
    private readonly Dictionary<ProcessId, OpenProcess> _open = [];
    private readonly IProcessJournal _inner;
    private readonly KeyFile _keys;
    private Task<Task> _last = Task.FromResult(Task.CompletedTask); // Completes when the last call has been handed to the inner journal.

    /// <summary>Creates an encrypted journal.</summary>
    /// <param name="inner">Keeps the encrypted records; the caller disposes of it.</param>
    /// <param name="keys">Keeps their keys, elsewhere than the inner journal; the caller disposes of it.</param>
    public EncryptedProcessJournal(IProcessJournal inner, KeyFile keys)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(keys);
        _inner = inner;
        _keys = keys;
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(ProcessId process, ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        JournalChecks.Append(process, record);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_last.IsCompleted && _open.TryGetValue(process, out var open))
            {
                return new ValueTask(WriteAsync(open, record));
            }

            // A key must be made first, or the process's records counted: whoever comes meanwhile waits in line.
            _last = WriteAfterAsync(_last, process, record);
            return new ValueTask(_last.Unwrap());
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EnvelopeException">A record is not the one that was written there.</exception>
    public async IAsyncEnumerable<JournalEntry> ReplayAsync(
        ProcessId? process = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var numbers = new Dictionary<ProcessId, long>();
        await foreach (var entry in _inner.ReplayAsync(process, cancellationToken).ConfigureAwait(false))
        {
            string scope = ScopeOf(entry.Process);
            if (_keys.Find(scope) is null)
            {
                continue; // Removed; the inner journal was not told in time.
            }

            long expected = numbers.GetValueOrDefault(entry.Process) + 1;
            long number = NumberOf(entry);
            if (number != expected)
            {
                throw new EnvelopeException(
                    $"Record {expected} of process {entry.Process} in the journal", $"record {number} stands in its place");
            }

            numbers[entry.Process] = number;
            var envelope = await RecordEnvelope.OpenAsync(_keys, scope, cancellationToken).ConfigureAwait(false);
            yield return new JournalEntry(entry.Process, envelope.Open(entry.Record.Span[NumberBytes..], NameOf(number)));
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(IReadOnlyCollection<ProcessId> processes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(processes);
        cancellationToken.ThrowIfCancellationRequested();
        Task<Task> last;
        lock (_lock)
        {
            last = _last;
        }

        _ = await last.ConfigureAwait(false); // What was appended before is with the inner journal, and goes with the rest.
        await _keys.ShredAsync([.. processes.Select(ScopeOf)], cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var process in processes)
            {
                _open.Remove(process);
            }
        }

        await _inner.RemoveAsync(processes, cancellationToken).ConfigureAwait(false);
    }

    private static string ScopeOf(ProcessId process) => string.Create(CultureInfo.InvariantCulture, $"journal/{process.Value}");

    private static string NameOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long NumberOf(JournalEntry entry) => entry.Record.Length >= NumberBytes
        ? BinaryPrimitives.ReadInt64LittleEndian(entry.Record.Span)
        : throw new EnvelopeException($"A record of process {entry.Process} in the journal", "it has no number");

    private async Task<Task> WriteAfterAsync(Task<Task> before, ProcessId process, ReadOnlyMemory<byte> record)
    {
        _ = await before.ConfigureAwait(false); // Never fails itself: an error is that of the inner task.
        try
        {
            var open = await OpenAsync(process).ConfigureAwait(false);
            lock (_lock)
            {
                return WriteAsync(open, record);
            }
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    private async ValueTask<OpenProcess> OpenAsync(ProcessId process)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(process, out var known))
            {
                return known;
            }
        }

        string scope = ScopeOf(process);
        bool hasKey = _keys.Find(scope) is not null;
        long last = 0;
        await foreach (var entry in _inner.ReplayAsync(process).ConfigureAwait(false))
        {
            if (!hasKey)
            {
                await _inner.RemoveAsync([process]).ConfigureAwait(false); // What a removal that was killed left.
                break;
            }

            last = NumberOf(entry);
        }

        var open = new OpenProcess(process, await RecordEnvelope.OpenAsync(_keys, scope).ConfigureAwait(false), last);
        lock (_lock)
        {
            _open.Add(process, open);
        }

        return open;
    }

    // Called under the lock, up to where the inner journal has the record.
    private async Task WriteAsync(OpenProcess open, ReadOnlyMemory<byte> record)
    {
        if (open.Failure is { } failure)
        {
            throw new IOException("An earlier record of this process could not be written, so none can follow it. Open the journal again.", failure);
        }

        try
        {
            long number = open.Last + 1;
            byte[] bytes = new byte[NumberBytes + RecordEnvelope.OverheadBytes + record.Length];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            open.Envelope.Seal(record.Span, NameOf(number)).CopyTo(bytes, NumberBytes);
            open.Last = number;
            await _inner.AppendAsync(open.Process, bytes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            open.Failure = error;
            throw;
        }
    }

    /// <summary>A process whose key is at hand and whose records were counted.</summary>
    private sealed class OpenProcess(ProcessId process, RecordEnvelope envelope, long last)
    {
        public ProcessId Process { get; } = process;

        public RecordEnvelope Envelope { get; } = envelope;

        public long Last { get; set; } = last;

        public Exception? Failure { get; set; }
    }
}
