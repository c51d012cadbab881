using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Works on one turn: prefetch, append, then prepare, render, call the model and its tools until it answers.</summary>
/// <remarks>
/// With a journal, a step's outcome is durable before anything follows from it that others can see: until then the turn runs ahead, by
/// <see cref="ProcessLog.MaxAhead"/> records at most. A step whose outcome is there already is not made again: its
/// pages get the same keys and times, so that memory that has them stays as it is.
/// </remarks>
internal sealed class TurnRunner(KernelProcess process, KernelParts parts)
{
    private readonly ToolCallRunner _tools = new(process, parts);

    public async ValueTask<TurnCompleted> RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var before = process.Usage;
        long started = parts.Time.GetTimestamp();
        var outcome = await AnswerAsync(turn, cancellationToken).ConfigureAwait(false);
        await KeepAsync(turn, outcome, cancellationToken).ConfigureAwait(false);
        process.Log?.PostBeside(new JournalRecord(JournalRecordKind.TurnEnded) { Turn = turn.Number, Flag = true });
        process.Meter.AddTime(parts.Time.GetElapsedTime(started));
        return new TurnCompleted(process.Id, PastEvents.AnswerOf(outcome), process.Meter.Since(before), outcome.Label);
    }

    /// <summary>Puts a turn that has ended back into memory, as far as it came. Nothing is called.</summary>
    public async ValueTask RebuildAsync(Turn turn, CancellationToken cancellationToken)
    {
        await KeepQuestionAsync(turn, cancellationToken).ConfigureAwait(false);
        for (int step = 1; Repeat(turn, step) is { } outcome; step++)
        {
            var calls = CallsOf(outcome.Messages);
            if (outcome.Flag)
            {
                await KeepAsync(turn, outcome, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (!Enumerable.Range(0, calls.Count).All(index => turn.Past!.FindTool(step, index) is not null))
            {
                break;
            }

            await _tools.RunAsync(turn, outcome, calls, cancellationToken).ConfigureAwait(false);
        }

        if (turn.Past!.PaidFailure is { } failure)
        {
            process.Meter.AddRecorded(failure);
        }
    }

    private async ValueTask KeepQuestionAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Past?.Received.Name == JournalEraser.Mark)
        {
            return;
        }

        ChatMessage[] messages = [process.Log is null ? turn.Message : MessageCleaner.Clean(turn.Message)]; // As a journal keeps it.
        var draft = new PageDraft
        {
            Messages = messages,
            GivenAway = process.Log is null ? null : messages,
            Label = turn.Label,
            Key = KeyOf(process, turn, 0, 0),
            Time = TimeOf(process, turn.Time),
        };
        await process.Memory.AppendAsync([draft], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<JournalRecord> AnswerAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Past is not { HasSteps: true })
        {
            await PrefetchAsync(turn, cancellationToken).ConfigureAwait(false);
        }

        await KeepQuestionAsync(turn, cancellationToken).ConfigureAwait(false);
        var loops = new LoopDetector(process.Id, process.Spec.Budget.RepeatedCalls);
        for (int step = 1; step <= process.Spec.Budget.StepsPerTurn; step++)
        {
            await process.WhenReleasedAsync(turn, cancellationToken).ConfigureAwait(false);
            var outcome = Repeat(turn, step) ?? await CallModelAsync(turn, step, cancellationToken).ConfigureAwait(false);
            if (outcome.Flag)
            {
                return outcome;
            }

            var calls = CallsOf(outcome.Messages);
            var results = await _tools.RunAsync(turn, outcome, calls, cancellationToken).ConfigureAwait(false);
            loops.Add(calls, results);
        }

        throw new ProcessBudgetException(
            process.Id, nameof(ProcessBudget.StepsPerTurn), $"{process.Spec.Budget.StepsPerTurn} model calls in one turn");
    }

    /// <summary>Gives the key that, with the time, makes a page's append idempotent, where there is a journal to repeat it from; else null.</summary>
    internal static string? KeyOf(KernelProcess process, Turn turn, int step, int index) => process.Log is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{process.Token}/{turn.Number}.{step}.{index}");

    /// <summary>Gives the time of a page that is named by its key.</summary>
    internal static DateTimeOffset? TimeOf(KernelProcess process, DateTimeOffset time) => process.Log is null ? null : time;

    private static bool HasCalls(List<ChatMessage> messages)
    {
        foreach (var message in messages)
        {
            for (int i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is FunctionCallContent)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static List<FunctionCallContent> CallsOf(IReadOnlyList<ChatMessage> messages)
    {
        var calls = new List<FunctionCallContent>(1);
        for (int i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (int j = 0; j < contents.Count; j++)
            {
                if (contents[j] is FunctionCallContent call)
                {
                    calls.Add(call);
                }
            }
        }

        return calls;
    }

    // Before the message is appended, so that what was known already stands before what is asked about it.
    private async ValueTask PrefetchAsync(Turn turn, CancellationToken cancellationToken)
    {
        int limit = process.MemoryOptions.PrefetchPages;
        string text = turn.Message.Text;
        if (limit == 0 || text.Length == 0)
        {
            return;
        }

        var query = new RecallQuery { Text = text, Limit = limit, AskedAt = parts.Time.GetUtcNow() };
        var call = new MemorySyscall(process, turn.Label, new FaultRequest { Query = query, IsPrefetch = true }) { At = new StepId(turn.Number, 0) };
        await parts.Path(call, cancellationToken).ConfigureAwait(false);
        process.ReportFault(call, turn.Listener);
    }

    private JournalRecord? Repeat(Turn turn, int step)
    {
        if (turn.Past?.FindModel(step) is not { } outcome)
        {
            return null;
        }

        process.Meter.AddRecorded(outcome);
        return outcome;
    }

    // Apart from the call itself, whose request and answer would be held as long as the journal writes.
    private async ValueTask<JournalRecord> CallModelAsync(Turn turn, int step, CancellationToken cancellationToken)
    {
        var outcome = await CallUnwrittenAsync(turn, step, cancellationToken).ConfigureAwait(false);
        if (process.Log is { } log)
        {
            if (MayRunAhead(turn, outcome) && !log.MustWait)
            {
                log.Hold(outcome); // For what its tool gives, where that is there at once; the tools see to it.
            }
            else
            {
                await WriteAsync(log, outcome).ConfigureAwait(false);
            }
        }

        return outcome;
    }

    private async ValueTask WriteAsync(ProcessLog log, JournalRecord outcome)
    {
        try
        {
            await log.WriteAsync(outcome, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            process.Meter.KeepUnwritten(outcome);
            throw;
        }
    }

    // An answer that only calls tools is used by nobody but them, and those that may not be called twice wait for it themselves.
    private bool MayRunAhead(Turn turn, JournalRecord outcome) => !outcome.Flag && parts.HasVolatilePages && !process.IsHeard(turn);

    private async ValueTask<JournalRecord> CallUnwrittenAsync(Turn turn, int step, CancellationToken cancellationToken)
    {
        bool isHeard = process.IsHeard(turn);
        if (isHeard && process.Log is { } log)
        {
            await log.WhenDurableAsync().ConfigureAwait(false); // Whoever has begun to listen sees nothing that may be otherwise after a restart.
        }

        var resident = await process.Memory
            .PrepareAsync(new PrepareRequest(process.Frame.Tokens, turn.Message.Text), cancellationToken).ConfigureAwait(false);
        if (resident.Evicted.Count > 0)
        {
            AiOsTelemetry.Evictions.Add(resident.Evicted.Count);
            if (isHeard)
            {
                process.Emit(new EpochEnded(process.Id, resident.Epoch, resident.Evicted), turn.Listener);
            }
        }

        var request = process.Window.Render(new ContextLayout(process.MemoryOptions.Budget, process.Frame, resident));
        process.LastReceiptCore = request.Receipt;
        if (isHeard)
        {
            process.Emit(new StepStarted(process.Id, step, request.Receipt), turn.Listener);
        }

        var label = Labels.Of(resident);
        if (BoundaryChecks.Holds(BoundaryCheck.ProcessStateIsLabelled))
        {
            label = label.Join(process.Spec.StateLabel);
        }

        var call = new ModelSyscall(process, label, process.Lease, request, process.CreateChatOptions())
        {
            At = new StepId(turn.Number, step),
            TextSink = isHeard ? SinkOf(turn) : null,
        };
        await parts.Path(call, cancellationToken).ConfigureAwait(false);
        var response = call.Response ?? throw new ProcessException(
            process.Id, $"The call of model '{process.Lease.Manifest.Id}' gave no answer: a middleware ended it without calling next.");
        if (!isHeard && process.IsHeard(turn) && response.Text is { Length: > 0 } text)
        {
            process.Emit(new TextReceived(process.Id, text), turn.Listener); // To whoever began to listen while it came in one piece.
        }

        Calibrate(request.Receipt, response);
        return OutcomeOf(call, response);
    }

    private Func<string, CancellationToken, ValueTask> SinkOf(Turn turn) => (text, _) =>
    {
        process.Emit(new TextReceived(process.Id, text), turn.Listener);
        return default;
    };

    private JournalRecord OutcomeOf(ModelSyscall call, ChatResponse response)
    {
        var said = new List<ChatMessage>(response.Messages.Count);
        for (int i = 0; i < response.Messages.Count; i++)
        {
            var clean = MessageCleaner.Clean(response.Messages[i]);
            if (clean.Contents.Count > 0)
            {
                said.Add(clean);
            }
        }

        string target = "";
        if (process.Spec.Handoffs.Count > 0 && HandoffCall.Find(CallsOf(said), process.Spec) is { } handoff)
        {
            said = [new ChatMessage(ChatRole.Assistant, handoff.Message)];
            target = handoff.To;
        }

        var (calls, used) = process.Meter.TakeUnwritten();
        return new JournalRecord(JournalRecordKind.ModelOutcome)
        {
            Time = parts.Time.GetUtcNow(),
            Turn = call.At.Turn,
            Step = call.At.Step,
            Index = Math.Max(0, calls - 1), // None, where a middleware answered by itself.
            Flag = !HasCalls(said),
            Text = target,
            Number = process.Memory.Table.Count,
            Messages = said,
            Label = call.ControlLabel,
            InputTokens = used.InputTokens,
            CachedTokens = used.CachedInputTokens,
            OutputTokens = used.OutputTokens,
            CostUsd = used.CostUsd,
        };
    }

    private void Calibrate(ContextReceipt receipt, ChatResponse response)
    {
        if (process.Window.Counter is ICalibratedTokenCounter counter
            && response.Usage?.InputTokenCount is > 0 and var reported && receipt.CountedTokens > 0)
        {
            counter.Observe(receipt.CountedTokens, reported);
        }
    }

    private async ValueTask KeepAsync(Turn turn, JournalRecord outcome, CancellationToken cancellationToken)
    {
        if (outcome.Messages.Count > 0 && outcome.Name != JournalEraser.Mark)
        {
            var drafts = new PageDraft[outcome.Messages.Count];
            for (int i = 0; i < drafts.Length; i++)
            {
                drafts[i] = new PageDraft
                {
                    Messages = [outcome.Messages[i]],
                    Label = KeptLabel(outcome),
                    Key = KeyOf(process, turn, outcome.Step, i),
                    Time = TimeOf(process, outcome.Time),
                };
            }

            await process.Memory.AppendAsync(drafts, cancellationToken).ConfigureAwait(false);
        }
    }

    private static SecurityLabel KeptLabel(JournalRecord outcome) =>
        BoundaryChecks.Holds(BoundaryCheck.AnswersAreLabelled) ? outcome.Label : SecurityLabel.User;
}
