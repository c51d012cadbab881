using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Turns what happens to a process into records, and records back.</summary>
internal static class PastEvents
{
    /// <summary>The property of an answer that names the agent that the task was handed to.</summary>
    public const string HandoffProperty = "aios.handoff";

    public static JournalRecord Spawned(ProcessSeed seed, string space) => new(JournalRecordKind.Spawned)
    {
        Time = seed.Started,
        Number = seed.Parent?.Id.Value ?? 0,
        Text = SpecDocument.Write(seed.Spec),
        Name = space,
    };

    public static JournalRecord Received(Turn turn) => new(JournalRecordKind.Received)
    {
        Time = turn.Time,
        Turn = turn.Number,
        Number = turn.From.Value,
        Messages = [Kept(turn.Message)],
        Label = turn.Label,
    };

    /// <summary>Writes down that a turn failed, and what it used of which no answer tells: one that a security stage stopped was paid for, too.</summary>
    public static JournalRecord Failed(Turn turn, Exception cause, DateTimeOffset time, int calls = 0, CallUsage used = default) =>
        new(JournalRecordKind.TurnEnded)
        {
            Time = time,
            Turn = turn.Number,
            Step = int.MaxValue,
            Index = calls,
            InputTokens = used.InputTokens,
            CachedTokens = used.CachedInputTokens,
            OutputTokens = used.OutputTokens,
            CostUsd = used.CostUsd,
            Text = cause.Message,
        };

    public static JournalRecord Exited(ProcessExit exit, Allowance used, DateTimeOffset time) => new(JournalRecordKind.Exited)
    {
        Time = time,
        Number = (long)exit.State,
        InputTokens = used.Tokens,
        OutputTokens = used.Steps,
        CostUsd = used.CostUsd,
        Text = exit.Reason,
        Messages = exit.Answer is null ? [] : [Kept(exit.Answer)],
        Label = exit.AnswerLabel,
    };

    public static ProcessExit ExitOf(JournalRecord exited) => new((ProcessState)exited.Number, exited.Text)
    {
        Answer = exited.Messages.Count == 0 ? null : exited.Messages[0],
        AnswerLabel = exited.Label,
    };

    public static ProcessException Rewound(ProcessId process) =>
        new(process, $"Process {process} was taken back to an earlier step. Send the message again.");

    /// <summary>Gives the event that a turn ended with.</summary>
    public static AgentEvent EndOf(ProcessId process, PastTurn turn)
    {
        if (turn.End is { Kind: JournalRecordKind.Rewound })
        {
            return new TurnFailed(process, Rewound(process));
        }

        if (turn.End is not { Kind: JournalRecordKind.ModelOutcome } answer)
        {
            return new TurnFailed(process, new ProcessException(process, turn.End?.Text ?? ""));
        }

        var usage = new ProcessUsage(
            turn.Models.Sum(static model => model.ModelCalls),
            turn.Models.Sum(static model => model.InputTokens),
            turn.Models.Sum(static model => model.CachedTokens),
            turn.Models.Sum(static model => model.OutputTokens),
            turn.Models.Sum(static model => model.CostUsd),
            turn.ToolCalls,
            TimeSpan.Zero);
        return new TurnCompleted(process, AnswerOf(answer), usage, answer.Label);
    }

    /// <summary>Gives the answer that a record of a last step holds.</summary>
    public static ChatMessage AnswerOf(JournalRecord outcome)
    {
        var answer = outcome.Messages.Count > 0 ? outcome.Messages[^1] : new ChatMessage(ChatRole.Assistant, "");
        if (outcome.Text.Length == 0)
        {
            return answer;
        }

        answer = answer.Clone();
        answer.AdditionalProperties = new AdditionalPropertiesDictionary { [HandoffProperty] = outcome.Text };
        return answer;
    }

    // As memory keeps it, with the id by which it is recognised.
    private static ChatMessage Kept(ChatMessage message)
    {
        var kept = MessageCleaner.Clean(message);
        kept.MessageId = message.MessageId;
        return kept;
    }
}
