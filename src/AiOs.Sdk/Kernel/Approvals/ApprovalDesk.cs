using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>An approver that keeps its questions: they survive a restart where the kernel keeps a journal, and expire.</summary>
/// <remarks>
/// <para>
/// An approval is for one call: its process, tool, version, arguments and place in the process's life. A restart asks for the same
/// call again and finds the answer; any other call, were it equal in every argument, is another question. An answer that was used is
/// refused to whoever asks with it again.
/// </para>
/// <para>
/// A turn that waits for a human still ends with its <see cref="ProcessBudget.TurnTime"/>: give a process that does more of it.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class ApprovalDesk : IApprover, IDisposable
{
    private readonly ConcurrentDictionary<string, ApprovalEntry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly IProcessJournal? _journal;
    private readonly TimeProvider _time;
    private readonly TimeSpan _expiry;
    private bool _isLoaded;

    /// <summary>Creates a desk.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="journal">The kernel's journal; null to keep questions in memory only.</param>
    /// <param name="expiry">How long a question, and the answer to it, is good for. Above 0; null for 1 day.</param>
    public ApprovalDesk(TimeProvider time, IProcessJournal? journal = null, TimeSpan? expiry = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(expiry ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(expiry));
        _time = time;
        _journal = journal;
        _expiry = expiry ?? TimeSpan.FromDays(1);
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    /// <summary>Lists the questions that wait, the one that expires first before the others.</summary>
    /// <param name="cancellationToken">Cancels the reading of the journal.</param>
    /// <returns>The questions.</returns>
    public async ValueTask<IReadOnlyList<PendingApproval>> ListAsync(CancellationToken cancellationToken = default)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        return [.. _entries.Values.Where(entry => !entry.Answer.Task.IsCompleted && entry.Question.ExpiresAt > now)
            .Select(static entry => entry.Question).OrderBy(static question => question.ExpiresAt)];
    }

    /// <summary>Answers a question, once and for good.</summary>
    /// <param name="fingerprint">The question's name.</param>
    /// <param name="isApproved">Whether exactly this may be done.</param>
    /// <param name="decidedBy">Who says so, for the record.</param>
    /// <param name="cancellationToken">Cancels the answer before it stands.</param>
    /// <returns>True; false where no such question waits: it is unknown, has expired, or was answered before.</returns>
    public async ValueTask<bool> DecideAsync(
        string fingerprint, bool isApproved, string decidedBy, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentException.ThrowIfNullOrEmpty(decidedBy);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_entries.TryGetValue(fingerprint, out var entry) || entry.Answer.Task.IsCompleted
                || entry.Question.ExpiresAt <= _time.GetUtcNow())
            {
                return false;
            }

            var decided = new JournalRecord(JournalRecordKind.ApprovalDecided)
            {
                Time = _time.GetUtcNow(),
                Name = fingerprint,
                Flag = isApproved,
                Text = decidedBy,
            };
            await WriteAsync(entry.Question.Process, decided).ConfigureAwait(false); // Durable before anybody acts on it.
            return entry.Answer.TrySetResult(isApproved);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ApproveAsync(ApprovalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (!_entries.TryGetValue(request.Fingerprint, out var entry))
        {
            entry = await AskAsync(request).ConfigureAwait(false);
        }

        var left = entry.Question.ExpiresAt - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        try
        {
            bool isApproved = await entry.Answer.Task.WaitAsync(left, _time, cancellationToken).ConfigureAwait(false);

            // Used up by the call that asked: only a restart, which did not see that, may find the answer again.
            return isApproved && (entry.TryUse() || !BoundaryChecks.Holds(BoundaryCheck.ApprovalIsSingleUse));
        }
        catch (TimeoutException)
        {
            return false; // Expired: nobody agreed in time.
        }
    }

    private async ValueTask<ApprovalEntry> AskAsync(ApprovalRequest request)
    {
        var now = _time.GetUtcNow();
        var question = new PendingApproval(request.Fingerprint, request.Call.Process.Id, Describe(request), now + _expiry);
        var asked = new JournalRecord(JournalRecordKind.ApprovalAsked)
        {
            Time = now,
            Turn = request.Call.At.Turn,
            Step = request.Call.At.Step,
            Name = question.Fingerprint,
            Text = question.Description,
            Number = question.ExpiresAt.UtcTicks,
        };
        await WriteAsync(question.Process, asked).ConfigureAwait(false);
        return _entries.GetOrAdd(question.Fingerprint, static (_, question) => new ApprovalEntry(question), question);
    }

    private static string Describe(ApprovalRequest request)
    {
        var text = new StringBuilder(request.Call.Subject);
        if (request.Call is ToolSyscall tool)
        {
            text.Append(" (version ").Append(tool.Tool.Version).Append(')');
            foreach (var (name, value) in tool.Invocation.Arguments.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                string shown = value switch
                {
                    null => "null",
                    JsonElement json => json.GetRawText(),
                    _ => JsonSerializer.Serialize(value, tool.Tool.Function.JsonSerializerOptions.GetTypeInfo(value.GetType())),
                };
                text.Append('\n').Append(name).Append(": ").Append(shown);
            }
        }

        return text.Append('\n').Append(request.Verdict.Reason).ToString();
    }

    private ValueTask WriteAsync(ProcessId process, JournalRecord record) =>
        _journal?.AppendAsync(process, JournalCodec.Encode(record), CancellationToken.None) ?? default;

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isLoaded))
        {
            return;
        }

        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isLoaded && _journal is not null)
            {
                await foreach (var entry in _journal.ReplayAsync(process: null, cancellationToken).ConfigureAwait(false))
                {
                    foreach (var record in JournalCodec.Decode(entry.Record.Span))
                    {
                        Load(entry.Process, record);
                    }
                }
            }

            Volatile.Write(ref _isLoaded, true);
        }
        finally
        {
            _loading.Release();
        }
    }

    private void Load(ProcessId process, JournalRecord record)
    {
        if (record.Kind == JournalRecordKind.ApprovalAsked)
        {
            var expires = new DateTimeOffset(record.Number, TimeSpan.Zero);
            _entries.TryAdd(record.Name, new ApprovalEntry(new PendingApproval(record.Name, process, record.Text, expires)));
        }
        else if (record.Kind == JournalRecordKind.ApprovalDecided && _entries.TryGetValue(record.Name, out var asked))
        {
            asked.Answer.TrySetResult(record.Flag);
        }
    }
}
