using System.Globalization;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Carries out the tool calls of one step, and keeps them with all of their results as one page.</summary>
internal sealed class ToolCallRunner(KernelProcess process, KernelParts parts)
{
    private const double MaxShareOfWindow = 0.4; // A step's results must leave room for the question and for what was recalled.
    private const int CharactersPerToken = 3; // Cautious: most text has four.

    private readonly ProcessCalls _processes = new(process, parts);

    public async ValueTask<IReadOnlyList<ToolResult>> RunAsync(
        Turn turn, JournalRecord step, IReadOnlyList<FunctionCallContent> calls, CancellationToken cancellationToken)
    {
        calls = DeferredTool.Unwrap(calls);
        if (process.Log is { } log)
        {
            if (!MayAllBeRepeated(turn, calls))
            {
                await log.WhenDurableAsync().ConfigureAwait(false); // An effect follows from the answer, so the answer must not be lost.
            }
            else if (calls.Count > 1 || process.FindTool(calls[0].Name) is not { IsImmediate: true })
            {
                log.HandOver(); // They may take their time, and the answer must not be lost for as long.
            }
        }

        var results = new ToolResult[calls.Count];
        if (calls.Count == 1)
        {
            var running = RunOneAsync(turn, step, calls[0], 0, cancellationToken);
            if (!running.IsCompleted)
            {
                process.Log?.HandOver(); // Somebody on its way takes time.
            }

            results[0] = await running.ConfigureAwait(false);
        }
        else
        {
            await RunAllAsync(turn, step, calls, results, cancellationToken).ConfigureAwait(false);
        }

        await KeepAsync(turn, step, calls, results, cancellationToken).ConfigureAwait(false);
        return results;
    }

    // Those that may run together begin at once; the others follow one another meanwhile.
    private async ValueTask RunAllAsync(
        Turn turn, JournalRecord step, IReadOnlyList<FunctionCallContent> calls, ToolResult[] results, CancellationToken cancellationToken)
    {
        var parallel = new List<Task>();
        for (int i = 0; i < calls.Count; i++)
        {
            if (process.FindTool(calls[i].Name) is { AllowsParallelCalls: true })
            {
                parallel.Add(FillAsync(i).AsTask());
            }
        }

        var others = Task.WhenAll(parallel);
        try
        {
            for (int i = 0; i < calls.Count; i++)
            {
                if (process.FindTool(calls[i].Name) is not { AllowsParallelCalls: true })
                {
                    await FillAsync(i).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // No call goes on after its step.
        }

        await others.ConfigureAwait(false);

        async ValueTask FillAsync(int index) =>
            results[index] = await RunOneAsync(turn, step, calls[index], index, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<ToolResult> RunOneAsync(
        Turn turn, JournalRecord step, FunctionCallContent call, int index, CancellationToken cancellationToken) =>
        Repeat(turn, step, index) is { } known ? new(known) : CallAsync(turn, step, call, index, cancellationToken);

    private ToolResult? Repeat(Turn turn, JournalRecord step, int index)
    {
        if (turn.Past?.FindTool(step.Step, index) is not { } known)
        {
            return null;
        }

        process.Meter.AddToolCall();
        var label = known.Label;
        return new ToolResult
        {
            Text = known.Messages[0].Text,
            Outcome = (ToolOutcome)known.Number,
            TotalCharacters = known.InputTokens,
            Label = label,
        };
    }

    private async ValueTask<ToolResult> CallAsync(
        Turn turn, JournalRecord step, FunctionCallContent call, int index, CancellationToken cancellationToken)
    {
        var label = step.Label;
        var arguments = CopyOf(call.Arguments);
        var invocation = new ToolInvocation(call.CallId, call.Name, arguments)
        {
            ArgumentsLabel = label,
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{process.Token}/{step.Turn}.{step.Step}.{index}"),
            Index = index,
        };
        arguments.SetIdempotencyKey(invocation.IdempotencyKey);
        if (process.IsHeard(turn) && process.Log?.HasPosted != true)
        {
            process.Emit(new ToolCallStarted(process.Id, invocation), turn.Listener);
        }

        var taken = call.Name == ProcessTool.ReceiveName && process.Spec.HasProcessTools ? process.TakeWaiting() : null;
        var result = process.HasMemoryTools && MemoryCall.IsMemoryTool(call.Name)
            ? await CallMemoryAsync(turn, call, label, step.At, cancellationToken).ConfigureAwait(false)
            : call.Name == DeferredTool.FindName && process.DeferredTools.Count > 0
            ? FindTools(call, label)
            : process.Spec.HasProcessTools && ProcessTool.IsProcessTool(call.Name)
            ? await _processes.CallAsync(call, invocation, step, taken, cancellationToken).ConfigureAwait(false)
            : WasInterrupted(turn, step, index)
            ? Words(
                "Whether this call took effect is not known: it was begun, and the process was stopped before it was done. It was not "
                + "repeated. Find out before calling it again.",
                ToolOutcome.Unknown,
                label)
            : await CallToolAsync(invocation, label, step.At, cancellationToken).ConfigureAwait(false);
        if (process.Log is { } log)
        {
            var outcome = RecordOf(result, step, index, taken);
            if (MayBeRepeated(turn, call.Name))
            {
                log.Post(outcome);
                return result;
            }

            await log.WriteAsync(outcome, CancellationToken.None).ConfigureAwait(false);
        }

        if (process.IsHeard(turn))
        {
            process.Emit(new ToolCallCompleted(process.Id, invocation, result), turn.Listener);
        }

        return result;
    }

    private ToolResult FindTools(FunctionCallContent call, SecurityLabel label)
    {
        string query = call.Arguments?.TryGetValue("query", out object? words) == true ? words?.ToString() ?? "" : "";
        return Words(ToolSearch.Describe(process.DeferredTools, query), ToolOutcome.Succeeded, label);
    }

    // What only looked or computed may do so again. Its outcome then needs not be durable before the model's next answer is, which is
    // written behind it, as long as nobody sees it before: no listener, and no page that outlives the program.
    private bool MayBeRepeated(Turn turn, string name) =>
        parts.HasVolatilePages && !process.IsHeard(turn) && process.FindTool(name) is { } tool && !tool.Effects.IsOutward();

    private bool MayAllBeRepeated(Turn turn, IReadOnlyList<FunctionCallContent> calls)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            if (!MayBeRepeated(turn, calls[i].Name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool WasInterrupted(Turn turn, JournalRecord step, int index) =>
        turn.Past?.WasBegun(step.Step, index) == true;

    // What a message said and that its own turn is done with stand in one record: after a kill both are known, or neither.
    private JournalRecord RecordOf(ToolResult result, JournalRecord step, int index, Turn? taken) => new(JournalRecordKind.ToolOutcome)
    {
        Time = parts.Time.GetUtcNow(),
        Turn = step.Turn,
        Step = step.Step,
        Index = index,
        Number = (long)result.Outcome,
        Name = taken?.Number.ToString(CultureInfo.InvariantCulture) ?? "",
        InputTokens = result.TotalCharacters,
        ToolText = result.Text,
        Label = result.Label,
    };

    private async ValueTask<ToolResult> CallMemoryAsync(
        Turn turn, FunctionCallContent call, SecurityLabel label, StepId at, CancellationToken cancellationToken)
    {
        if (call.Name == MemoryTool.PinName)
        {
            return await PinAsync(call, label, at, cancellationToken).ConfigureAwait(false);
        }

        var request = MemoryCall.Read(call, process.Memory.Table, parts.Time.GetUtcNow(), out string problem);
        if (request is null)
        {
            return Words(problem, ToolOutcome.Failed, label);
        }

        try
        {
            var syscall = new MemorySyscall(process, label, request) { At = at };
            await parts.Path(syscall, cancellationToken).ConfigureAwait(false);
            process.ReportFault(syscall, turn.Listener);
            return Words(MemoryCall.Describe(syscall.Result!), ToolOutcome.Succeeded, label);
        }
        catch (PageNotFoundException e)
        {
            return Words(e.Message, ToolOutcome.Failed, label);
        }
        catch (SecurityBlockedException e)
        {
            return Words(e.Message, ToolOutcome.Blocked, label);
        }
    }

    private async ValueTask<ToolResult> PinAsync(
        FunctionCallContent call, SecurityLabel label, StepId at, CancellationToken cancellationToken)
    {
        int requestTokens = process.MemoryOptions.Budget.RequestTokens;
        if (MemoryCall.ReadPin(call, process.Memory.Table, label, requestTokens, out string problem) is not var (id, isPinned))
        {
            return Words(problem, ToolOutcome.Failed, label);
        }

        try
        {
            await parts.Path(new PinSyscall(process, label, id, isPinned) { At = at }, cancellationToken).ConfigureAwait(false);
            return Words(isPinned ? "Pinned: it stays in view." : "Unpinned: it may leave the view.", ToolOutcome.Succeeded, label);
        }
        catch (PageNotFoundException e)
        {
            return Words(e.Message, ToolOutcome.Failed, label);
        }
        catch (SecurityBlockedException e)
        {
            return Words(e.Message, ToolOutcome.Blocked, label);
        }
    }

    private async ValueTask<ToolResult> CallToolAsync(
        ToolInvocation invocation, SecurityLabel label, StepId at, CancellationToken cancellationToken)
    {
        if (process.FindTool(invocation.Name) is not { } tool)
        {
            string names = string.Join(", ", process.Frame.Tools.Select(static offered => offered.Name));
            return Words($"There is no tool '{invocation.Name}' here. There are: {names}.", ToolOutcome.Refused, label);
        }

        try
        {
            var syscall = new ToolSyscall(process, label, tool, invocation) { At = at };
            await parts.Path(syscall, cancellationToken).ConfigureAwait(false);
            return Readable(syscall.Result ?? Words("A middleware ended this call without a result.", ToolOutcome.Refused, label));
        }
        catch (SecurityBlockedException e)
        {
            return Words($"This call was not made. {e.Message}", ToolOutcome.Blocked, label);
        }
        catch (ProcessBudgetException e)
        {
            return Words($"This call was not made. {e.Message}", ToolOutcome.Refused, label);
        }
    }

    // What the process's principal may not read must not enter its window, not even by a tool's answer.
    private ToolResult Readable(ToolResult result) => result.Label.Readers.Contains(process.MemoryOptions.Reader)
        ? result
        : Words(
            $"The tool gave a result that only {result.Label.Readers} may read, so it is not shown here.", ToolOutcome.Blocked, SecurityLabel.System);

    private async ValueTask KeepAsync(
        Turn turn,
        JournalRecord step,
        IReadOnlyList<FunctionCallContent> calls,
        ToolResult[] results,
        CancellationToken cancellationToken)
    {
        if (step.Name == JournalEraser.Mark)
        {
            return;
        }

        int limit = ResultCharacters(calls.Count);
        var answers = new List<AIContent>(calls.Count);
        var label = step.Label;
        for (int i = 0; i < calls.Count; i++)
        {
            answers.Add(new FunctionResultContent(calls[i].CallId, MessageCleaner.Clean(ToolOutput.Limit(results[i].Text, limit))));
            label = label.Join(results[i].Label);
        }

        var messages = With(step.Messages, new ChatMessage(ChatRole.Tool, answers));
        var draft = new PageDraft
        {
            Messages = messages,
            GivenAway = messages, // An answer that calls tools is shown to nobody; only its arguments were, as copies.
            Kind = PageKind.ToolExchange,
            Source = IsLookUp(calls) ? RecallFeed.MemorySource : "",
            Label = BoundaryChecks.Holds(BoundaryCheck.ToolPagesAreLabelled) ? label : step.Label,
            Key = TurnRunner.KeyOf(process, turn, step.Step, 0),
            Time = TurnRunner.TimeOf(process, step.Time),
        };
        await process.Memory.AppendAsync([draft], cancellationToken).ConfigureAwait(false);
    }

    // Middleware, listeners and tools may change what they are given; the page says what the model called, as the journal does.
    private static AIFunctionArguments CopyOf(IDictionary<string, object?>? arguments) => arguments is null
        ? new AIFunctionArguments()
        : new AIFunctionArguments(new Dictionary<string, object?>(arguments, StringComparer.Ordinal));

    // By index: an interface's enumerator and a list that grows would be two objects more for each step.
    private static ChatMessage[] With(IReadOnlyList<ChatMessage> messages, ChatMessage last)
    {
        var all = new ChatMessage[messages.Count + 1];
        for (int i = 0; i < messages.Count; i++)
        {
            all[i] = messages[i];
        }

        all[^1] = last;
        return all;
    }

    private bool IsLookUp(IReadOnlyList<FunctionCallContent> calls) =>
        process.HasMemoryTools && calls.All(static call => MemoryCall.IsMemoryTool(call.Name));

    // A result larger than the window could never be shown, and a page is shown whole or not at all.
    private int ResultCharacters(int calls)
    {
        double tokens = process.MemoryOptions.Budget.RequestTokens * MaxShareOfWindow / (1 + process.Window.Counter.Margin);
        return Math.Max(256, (int)(tokens * CharactersPerToken / calls));
    }

    private static ToolResult Words(string text, ToolOutcome outcome, SecurityLabel label) =>
        new() { Text = text, Outcome = outcome, TotalCharacters = text.Length, Label = label };
}
