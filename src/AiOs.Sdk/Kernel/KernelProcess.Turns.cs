using Microsoft.Extensions.AI;

namespace AiOs;

/// <content>The mailbox, and what happens to a message: taken in, worked on, given up, the end.</content>
internal sealed partial class KernelProcess
{
    private (TaskCompletionSource<AgentEvent>? Ended, bool IsKnown) FindKeyed(ChatMessage message) =>
        _keyed is not null && message.MessageId is { } id ? _keyed.FindOrAdd(id) : (null, false);

    // Takes a place in the mailbox, and writes the message down before anybody can rely on it.
    private async ValueTask<TaskCompletionSource?> AcceptAsync(Turn turn, CancellationToken cancellationToken)
    {
        TaskCompletionSource? place = null;
        bool isReserved = false;
        try
        {
            place = Reserve(turn, isNew: true);
            isReserved = true;
            if (Log is not null)
            {
                await Log.WriteBesideAsync(PastEvents.Received(turn), isBeginning: true, cancellationToken).ConfigureAwait(false);
            }

            OfferWaiting(turn); // Not before: who takes a message relies on it.
            return place;
        }
        catch
        {
            if (isReserved)
            {
                Release(place);
            }

            turn.Ended?.TrySetCanceled(CancellationToken.None);
            _keyed?.Remove(turn.Message);
            throw;
        }
    }

    private TaskCompletionSource? Reserve(Turn turn, bool isNew)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            if (_mailbox >= Spec.MailboxCapacity && isNew)
            {
                throw new ProcessException(
                    Id, $"The mailbox of process {Id} is full: {Spec.MailboxCapacity} messages wait. Send again later, or raise "
                        + "AgentSpec.MailboxCapacity.");
            }

            _mailbox++;
            turn.Generation = _generation;
            if (isNew)
            {
                turn.Number = ++_lastTurn;
                turn.Time = _parts.Time.GetUtcNow();
            }

            return turn.Place = _gate.Enter();
        }
    }

    // For a turn under way to take, in the order of arrival, which need not be that in which messages become durable.
    private void OfferWaiting(Turn turn)
    {
        if (turn is { IsPosted: true, Place: not null })
        {
            lock (_lock)
            {
                _waiting ??= [];
                _waiting.Insert(_waiting.FindLastIndex(other => other.Number < turn.Number) + 1, turn);
            }
        }
    }

    /// <summary>Takes the oldest message that waits and that nobody awaits the answer to.</summary>
    /// <returns>Its turn, which will not run; null where no such message waits.</returns>
    internal Turn? TakeWaiting()
    {
        while (true)
        {
            Turn turn;
            lock (_lock)
            {
                if (_waiting is not { Count: > 0 })
                {
                    return null;
                }

                turn = _waiting[0];
                _waiting.RemoveAt(0);
                turn.IsTaken = turn.Generation == _generation; // One from before a rewind is on its way out.
            }

            if (turn.IsTaken && turn.Place!.TrySetCanceled(CancellationToken.None))
            {
                return turn;
            }
        }
    }

    private void StopWaiting(Turn turn)
    {
        lock (_lock)
        {
            _waiting?.Remove(turn);
        }
    }

    // Gives a place up: at once where it is the first, or by passing it over.
    private void Release(TaskCompletionSource? place)
    {
        if (place is null || !place.TrySetCanceled(CancellationToken.None))
        {
            _gate.Leave();
        }

        LeaveMailbox();
    }

    private void LeaveMailbox()
    {
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            if (--_mailbox == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.TrySetResult();
    }

    // Nobody awaits a posted turn: what goes wrong with it is told by its TurnFailed event.
    private async Task RunPostedAsync(Turn turn, TaskCompletionSource? place)
    {
        try
        {
            await WorkAsync(turn, place, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ProcessException e)
        {
            EmitEnd(new TurnFailed(Id, e), turn);
        }
    }

    private async ValueTask WorkAsync(Turn turn, TaskCompletionSource? place, CancellationToken cancellationToken)
    {
        bool isEntered = false;
        ProcessExit? exit = null;
        try
        {
            await FifoGate.WaitAsync(place, cancellationToken).ConfigureAwait(false);
            isEntered = true;
            StopWaiting(turn);
            ThrowIfEnded();
            ThrowIfRewound(turn);
            Volatile.Write(ref _state, (int)ProcessState.Running);
            Current.Value = this;
            exit = await RunTurnAsync(turn, cancellationToken).ConfigureAwait(false);
            if (turn.End is TurnFailed { Error: OperationCanceledException })
            {
                cancellationToken.ThrowIfCancellationRequested(); // Only here, so that an agent for one task ends with it all the same.
            }
        }
        catch (OperationCanceledException) when (!isEntered && turn.IsTaken)
        {
            var taken = new ProcessException(Id, "The message was received in the middle of the turn before it: its answer is part of that turn's.");
            turn.Ended?.TrySetResult(new TurnFailed(Id, taken));
        }
        catch (OperationCanceledException) when (!isEntered)
        {
            StopWaiting(turn);
            await AbandonAsync(turn).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Current.Value = null;
            bool isLast = exit is not null && TryBeginEnd(); // Before the next is let in, and before it counts as idle: there is no next.
            if (exit is null)
            {
                Interlocked.CompareExchange(ref _state, (int)ProcessState.Waiting, (int)ProcessState.Running);
            }

            if (isEntered)
            {
                _gate.Leave();
            }

            LeaveMailbox();
            if (isLast)
            {
                _ = EndAsync(exit!, isFinal: true).AsTask(); // What it fails with, who waits for the exit is told.
            }
        }
    }

    private async ValueTask AbandonAsync(Turn turn)
    {
        Exception error = new OperationCanceledException("The message was taken back before its turn came.");
        var failed = PastEvents.Failed(turn, error, _parts.Time.GetUtcNow());
        var unwritten = Log is not null && !HasEnded
            ? await CaughtAsync(Log.WriteBesideAsync(failed, isBeginning: false, CancellationToken.None)).ConfigureAwait(false)
            : null;
        error = unwritten is null ? error : Unwritten(error, unwritten);
        turn.Ended?.TrySetResult(new TurnFailed(Id, error));
        if (unwritten is not null)
        {
            throw error;
        }
    }

    // Gives how the process ends, where it ends with this turn.
    private async ValueTask<ProcessExit?> RunTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        using var limit = new TurnLimit(Spec.Budget, Started, _parts.Time);
        turn.Limit = limit;
        limit.Start();
        var rewind = Volatile.Read(ref _interrupt).Token;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource([cancellationToken, _stop.Token, limit.Token, rewind]);
        try
        {
            var answer = await _turns.RunAsync(turn, stop.Token).ConfigureAwait(false);
            EmitEnd(answer, turn);
            return Spec.IsOneShot
                ? new ProcessExit(ProcessState.Exited, "its task is done") { Answer = answer.Message, AnswerLabel = answer.Label }
                : null;
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            bool isOver = HasOutlived(_parts.Time.GetUtcNow());
            Exception cause = _stop.IsCancellationRequested ? new ProcessException(Id, $"Process {Id} was ended in the middle of a turn.", e)
                : cancellationToken.IsCancellationRequested ? e
                : rewind.IsCancellationRequested ? Rewound()
                : isOver ? new ProcessBudgetException(Id, nameof(ProcessBudget.LifeTime), Spec.Budget.LifeTime.ToString())
                : new ProcessBudgetException(Id, nameof(ProcessBudget.TurnTime), Spec.Budget.TurnTime.ToString());
            await FailAsync(turn, cause, isFinal: !_stop.IsCancellationRequested).ConfigureAwait(false);
            return cause is ProcessException || !(Spec.IsOneShot || isOver) ? null : new ProcessExit(ProcessState.Failed, cause.Message, cause);
        }
        catch (ProcessBudgetException e) when (e.Budget is not nameof(ProcessBudget.StepsPerTurn))
        {
            await FailAsync(turn, e, isFinal: true).ConfigureAwait(false);
            return new ProcessExit(ProcessState.Failed, e.Message, e); // It would never get any further.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The process lives on: the next message may fare better. What the end of the host's container cut off is no failure of the
            // turn, which goes on with the next kernel.
            await FailAsync(turn, e, isFinal: e is not ObjectDisposedException).ConfigureAwait(false);
            return Spec.IsOneShot && !(e is ObjectDisposedException && _parts.IsShuttingDown())
                ? new ProcessExit(ProcessState.Failed, e.Message, e)
                : null;
        }
    }

    // A turn that was stopped with its kernel has not failed: it goes on with the next one.
    private async ValueTask FailAsync(Turn turn, Exception cause, bool isFinal)
    {
        if (Log is not null && isFinal)
        {
            var (calls, used) = Meter.TakeUnwritten();
            var failed = PastEvents.Failed(turn, cause, _parts.Time.GetUtcNow(), calls, used);
            if (await CaughtAsync(Log.WriteFailureAsync(failed)).ConfigureAwait(false) is { } unwritten)
            {
                Meter.KeepUnwritten(failed);
                cause = Unwritten(cause, unwritten);
            }
        }

        Log?.HandOver(); // What the next kernel goes on from.
        EmitEnd(new TurnFailed(Id, cause), turn);
    }

    private ProcessException Unwritten(Exception cause, Exception unwritten) => new(
        Id,
        $"A turn of process {Id} failed: {cause.Message} That could not be written to the journal: {unwritten.Message} So the next kernel works "
        + "on its message again.",
        unwritten);

    // What fails is told to whoever waits, after everything else that has to happen has happened.
    private static async ValueTask<Exception?> CaughtAsync(ValueTask work)
    {
        try
        {
            await work.ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    private async ValueTask StopAsync(ProcessExit exit, bool isFinal)
    {
        var end = EndOnceAsync(exit, isFinal);
        if (!ReferenceEquals(Current.Value, this))
        {
            await end.ConfigureAwait(false);
            await _exit.Task.ConfigureAwait(false);
        }
    }

    private bool TryBeginEnd() => Interlocked.Exchange(ref _isEnding, 1) == 0;

    private ValueTask EndOnceAsync(ProcessExit exit, bool isFinal) => TryBeginEnd() ? EndAsync(exit, isFinal) : default;

    private async ValueTask EndAsync(ProcessExit exit, bool isFinal)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await FifoGate.WaitAsync(_gate.Enter(), CancellationToken.None).ConfigureAwait(false); // Until the open turn has noticed.
        Volatile.Write(ref _state, (int)exit.State);
        _gate.Leave();
        var failure = await LeaveAsync(exit, isFinal).ConfigureAwait(false);
        _events.Complete();
        _stop.Dispose();
        _interrupt.Dispose();
        Interlocked.Exchange(ref _idle, null)?.TrySetResult();
        if (failure is null)
        {
            _exit.TrySetResult(exit);
        }
        else
        {
            _exit.TrySetException(failure);
        }
    }

    // Gives what went wrong: the process stops in any case. Where its end could not be written it has not ended, and goes on with the next
    // kernel, and so do its children.
    private async ValueTask<Exception?> LeaveAsync(ProcessExit exit, bool isFinal)
    {
        var unwritten = Log is not null && isFinal ? await CaughtAsync(WriteEndAsync(exit)).ConfigureAwait(false) : null;
        UnwrittenExit = unwritten is null ? null : exit;
        var unended = await CaughtAsync(_ended(this, exit, isFinal && unwritten is null)).ConfigureAwait(false);
        var unclosed = await CaughtAsync(_resources.DisposeAsync()).ConfigureAwait(false);
        return unwritten ?? unended ?? unclosed;
    }

    /// <summary>Gets the end that could not be written; null where there is none.</summary>
    internal ProcessExit? UnwrittenExit { get; private set; }

    /// <summary>Writes down how it ended. What could not be written is written again by whoever asks for the process next.</summary>
    internal ValueTask WriteEndAsync(ProcessExit exit) => Log!.WriteBesideAsync(
        PastEvents.Exited(exit, UsedWithChildren(), _parts.Time.GetUtcNow()), isBeginning: false, CancellationToken.None);

    // Children that still live end with it: what counts of them is what they used, and not what they were granted.
    private Allowance UsedWithChildren() => Children.Select(child => _parts.Find(new ProcessId(child))).OfType<KernelProcess>()
        .Aggregate(Meter.UsedWithEnded(), static (used, child) => used + child.UsedWithChildren());

    private void ThrowIfRewound(Turn turn)
    {
        if (turn.Generation != Volatile.Read(ref _generation))
        {
            throw Rewound();
        }
    }

    private ProcessException Rewound() => PastEvents.Rewound(Id);
}
