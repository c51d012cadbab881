using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Works on one turn: prefetch, append, then prepare, render, call the model and its tools until it answers.</summary>
internal sealed class TurnRunner(KernelProcess process, KernelParts parts)
{
    private readonly ToolCallRunner _tools = new(process, parts);

    public async ValueTask RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var before = process.Usage;
        long started = parts.Time.GetTimestamp();
        var (answer, label) = await AnswerAsync(turn, cancellationToken).ConfigureAwait(false);
        process.Meter.AddTime(parts.Time.GetElapsedTime(started));
        process.Emit(new TurnCompleted(process.Id, answer, process.Meter.Since(before), label), turn.Listener);
    }

    private async ValueTask<(ChatMessage Answer, SecurityLabel Label)> AnswerAsync(Turn turn, CancellationToken cancellationToken)
    {
        await PrefetchAsync(turn, cancellationToken).ConfigureAwait(false);
        await process.Memory.AppendAsync([DraftOf(turn.Message, turn.Label)], cancellationToken).ConfigureAwait(false);
        for (int step = 1; step <= process.Spec.Budget.StepsPerTurn; step++)
        {
            var (response, label) = await CallModelAsync(turn, step, cancellationToken).ConfigureAwait(false);
            var calls = response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                return await KeepAnswerAsync(response, label, cancellationToken).ConfigureAwait(false);
            }

            await _tools.RunAsync(turn, response, calls, label, cancellationToken).ConfigureAwait(false);
        }

        throw new ProcessBudgetException(
            process.Id, nameof(ProcessBudget.StepsPerTurn), $"{process.Spec.Budget.StepsPerTurn} model calls in one turn");
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
        var call = new MemorySyscall(process, turn.Label, new FaultRequest { Query = query, IsPrefetch = true });
        await parts.Path(call, cancellationToken).ConfigureAwait(false);
        process.ReportFault(call, turn.Listener);
    }

    private async ValueTask<(ChatResponse Response, SecurityLabel Label)> CallModelAsync(
        Turn turn, int step, CancellationToken cancellationToken)
    {
        var resident = await process.Memory
            .PrepareAsync(new PrepareRequest(process.Frame.Tokens, turn.Message.Text), cancellationToken).ConfigureAwait(false);
        if (resident.Evicted.Count > 0)
        {
            AiOsTelemetry.Evictions.Add(resident.Evicted.Count);
            process.Emit(new EpochEnded(process.Id, resident.Epoch, resident.Evicted), turn.Listener);
        }

        var request = process.Window.Render(new ContextLayout(process.MemoryOptions.Budget, process.Frame, resident));
        process.LastReceiptCore = request.Receipt;
        process.Emit(new StepStarted(process.Id, step, request.Receipt), turn.Listener);
        var label = Labels.Of(resident);
        if (BoundaryChecks.Holds(BoundaryCheck.ProcessStateIsLabelled))
        {
            label = label.Join(process.StateLabel);
        }

        var call = new ModelSyscall(process, label, process.Lease, request, process.CreateChatOptions())
        {
            TextSink = (text, _) =>
            {
                process.Emit(new TextReceived(process.Id, text), turn.Listener);
                return default;
            },
        };
        await parts.Path(call, cancellationToken).ConfigureAwait(false);
        var response = call.Response ?? throw new ProcessException(
            process.Id, $"The call of model '{process.Lease.Manifest.Id}' gave no answer: a middleware ended it without calling next.");
        Calibrate(request.Receipt, response);
        return (response, label);
    }

    private void Calibrate(ContextReceipt receipt, ChatResponse response)
    {
        if (process.Window.Counter is ICalibratedTokenCounter counter
            && response.Usage?.InputTokenCount is > 0 and var reported && receipt.CountedTokens > 0)
        {
            counter.Observe(receipt.CountedTokens, reported);
        }
    }

    private async ValueTask<(ChatMessage Answer, SecurityLabel Label)> KeepAnswerAsync(
        ChatResponse response, SecurityLabel label, CancellationToken cancellationToken)
    {
        var said = response.Messages.Select(MessageCleaner.Clean).Where(static message => message.Contents.Count > 0).ToList();
        if (said.Count > 0)
        {
            var kept = BoundaryChecks.Holds(BoundaryCheck.AnswersAreLabelled) ? label : SecurityLabel.User;
            await process.Memory.AppendAsync([.. said.Select(message => DraftOf(message, kept))], cancellationToken)
                .ConfigureAwait(false);
        }

        return (said.Count > 0 ? said[^1] : new ChatMessage(ChatRole.Assistant, ""), label);
    }

    private static PageDraft DraftOf(ChatMessage message, SecurityLabel label) => new() { Messages = [message], Label = label };
}
