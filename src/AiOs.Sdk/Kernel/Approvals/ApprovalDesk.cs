using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>An approver that keeps its questions: they survive a restart where the kernel keeps a journal, and expire.</summary>
/// <remarks>
/// <para>
/// An approval is for one call: its process, tool, version, arguments and place in the process's life. A restart asks for the same
/// call again and finds the answer; any other call, were it equal in every argument, is another question. An answer that was used is
/// refused to whoever asks with it again; a restart that finds the call's outcome in the journal finds no answer to it.
/// </para>
/// <para>
/// 10,000 questions are known at a time. Beyond, one that no call waits for is forgotten: first of those that can let nothing pass any more
/// (refused, used or expired), then the oldest. Who asks with it again asks a human again. Where a call waits for each, no further one is asked.
/// </para>
/// <para>
/// A turn that waits for a human still ends with its <see cref="ProcessBudget.TurnTime"/>: give a process that does more of it.
/// </para>
/// <para>Threads: every member may be called from any thread.</para>
/// </remarks>
public sealed class ApprovalDesk : IApprover, IDisposable
{
    private const int DefaultCapacity = 10_000;

    private readonly ConcurrentDictionary<string, ApprovalEntry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
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

    /// <summary>Gets how many questions are known at a time.</summary>
    internal int Capacity { get; init; } = DefaultCapacity;

    /// <summary>Gets how many questions are known now.</summary>
    internal int Count => _entries.Count;

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    /// <summary>Lists the questions that wait, the one that expires first before the others.</summary>
    /// <param name="cancellationToken">Cancels the reading of the journal.</param>
    /// <returns>The questions.</returns>
    public async ValueTask<IReadOnlyList<PendingApproval>> ListAsync(CancellationToken cancellationToken = default)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        return [.. _entries.Values.Where(entry => entry.IsWaiting(now))
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
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_entries.TryGetValue(fingerprint, out var entry) || !entry.IsWaiting(_time.GetUtcNow()))
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
            return entry.TryAnswer(isApproved);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ApproveAsync(ApprovalRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var entry = await EnterAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var left = entry.Question.ExpiresAt - _time.GetUtcNow();
            bool isApproved = left > TimeSpan.Zero && await entry.Answer.WaitAsync(left, _time, cancellationToken).ConfigureAwait(false);

            // Used up by the call that asked: only a restart, which did not see that, may find the answer again.
            return isApproved && (entry.TryUse() || !BoundaryChecks.Holds(BoundaryCheck.ApprovalIsSingleUse));
        }
        catch (TimeoutException)
        {
            return false; // Expired: nobody agreed in time.
        }
        finally
        {
            entry.Leave();
        }
    }

    // Gives the question with this call among those that wait for it, so that it is not forgotten before.
    private async ValueTask<ApprovalEntry> EnterAsync(ApprovalRequest request, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_entries.TryGetValue(request.Fingerprint, out var entry))
            {
                entry = await AskAsync(request).ConfigureAwait(false);
            }

            entry.Enter();
            return entry;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask<ApprovalEntry> AskAsync(ApprovalRequest request)
    {
        var now = _time.GetUtcNow();
        Forget(Capacity - 1);
        if (_entries.Count >= Capacity)
        {
            throw new InvalidOperationException(
                $"A call waits for the answer to each of {Capacity:N0} questions, so no other is asked. Answer some, or give them less time.");
        }

        var question = new PendingApproval(request.Fingerprint, request.Call.Process.Id, Describe(request), now + _expiry);
        var asked = new JournalRecord(JournalRecordKind.ApprovalAsked)
        {
            Time = now,
            Turn = request.Call.At.Turn,
            Step = request.Call.At.Step,
            Index = (request.Call as ToolSyscall)?.Invocation.Index ?? 0,
            Name = question.Fingerprint,
            Text = question.Description,
            Number = question.ExpiresAt.UtcTicks,
        };
        await WriteAsync(question.Process, asked).ConfigureAwait(false);
        return _entries[question.Fingerprint] = new ApprovalEntry(question);
    }

    // Down to so many, as far as no call waits for them: first those that can let nothing pass, then the oldest.
    private void Forget(int limit)
    {
        if (_entries.Count > limit)
        {
            var now = _time.GetUtcNow();
            var spare = _entries.Values.Where(static entry => !entry.HasCalls)
                .OrderBy(entry => !entry.IsSpent(now)).ThenBy(static entry => entry.Question.ExpiresAt).Take(_entries.Count - limit).ToList();
            spare.ForEach(entry => _entries.TryRemove(entry.Question.Fingerprint, out _));
        }
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

        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isLoaded && _journal is not null)
            {
                var open = new OpenQuestions();
                await foreach (var entry in _journal.ReplayAsync(process: null, cancellationToken).ConfigureAwait(false))
                {
                    foreach (var record in JournalCodec.Decode(entry.Record.Span))
                    {
                        open.Add(entry.Process, record);
                    }
                }

                foreach (var entry in open.Entries)
                {
                    _entries.TryAdd(entry.Question.Fingerprint, entry);
                }

                Forget(Capacity);
            }

            Volatile.Write(ref _isLoaded, true);
        }
        finally
        {
            _writing.Release();
        }
    }
}
