using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One thing that a process did or met. Which members carry meaning depends on the kind: see docs/Kernel.md.</summary>
internal sealed record JournalRecord(JournalRecordKind Kind)
{
    /// <summary>Gets when it happened; also the time of the page that is made from it.</summary>
    public DateTimeOffset Time { get; init; }

    public long Turn { get; init; }

    public int Step { get; init; }

    /// <summary>
    /// Gets the place of a tool call within its step; of an answer, how many model calls beside its own its usage is of; of a turn's failure, how
    /// many in all.
    /// </summary>
    public int Index { get; init; }

    /// <summary>Gets the parent, the sender, the state, the outcome, the elapsed ticks, the size of the memory, or the last turn that a rewind drops.</summary>
    public long Number { get; init; }

    /// <summary>Gets the spec, the space, the error, the reason, or the target of a handoff.</summary>
    public string Text { get; init; } = "";

    /// <summary>
    /// Gets the approval's fingerprint, the space's name, the number of the turn whose message a tool's outcome holds, or that the words
    /// were erased.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>Gets a value indicating whether it ends its turn, or is a yes.</summary>
    public bool Flag { get; init; }

    /// <summary>
    /// Gets the tokens of a request; of a tool's result, its characters before any limit; of an exit, all tokens of the process and its children.
    /// </summary>
    public long InputTokens { get; init; }

    public long CachedTokens { get; init; }

    /// <summary>Gets the tokens of an answer; of an exit, the model calls of the process and its children.</summary>
    public long OutputTokens { get; init; }

    public decimal CostUsd { get; init; }

    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>
    /// Gets what a tool said, where that is to be written as the record's only message; null elsewhere. No message is made to be written
    /// once: what is read has it among <see cref="Messages"/>.
    /// </summary>
    public string? ToolText { get; init; }

    public SecurityLabel Label { get; init; } = SecurityLabel.System;

    public StepId At => new(Turn, Step);

    /// <summary>Gets how many model calls an answer's or a failure's usage is of.</summary>
    public int ModelCalls => Kind == JournalRecordKind.ModelOutcome ? Index + 1 : Kind == JournalRecordKind.TurnEnded ? Index : 0;

    /// <summary>Gets what the model calls used that an answer or a failure tells of.</summary>
    public CallUsage Usage => new(InputTokens, CachedTokens, OutputTokens, CostUsd);
}
