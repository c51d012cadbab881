using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One message to be worked on, and who wants to hear what happens.</summary>
internal sealed record Turn(ChatMessage Message, SecurityLabel Label, Action<AgentEvent>? Listener)
{
    /// <summary>Gets or sets its number within the process, from 1.</summary>
    public long Number { get; set; }

    /// <summary>Gets who sent the message.</summary>
    public ProcessId From { get; init; }

    /// <summary>Gets or sets when the message came.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>Gets what the journal knows of it; null for a turn that is new.</summary>
    public PastTurn? Past { get; init; }

    /// <summary>Gets or sets how often the process had been rewound when the message came.</summary>
    public int Generation { get; set; }

    /// <summary>Gets a value indicating whether nobody awaits it, so that its message may be taken into the turn before.</summary>
    public bool IsPosted { get; init; }

    /// <summary>Gets or sets its place in the mailbox, while it waits there.</summary>
    public TaskCompletionSource? Place { get; set; }

    /// <summary>Gets or sets a value indicating whether its message was taken into another turn.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Gets or sets what ends it when its time is over; null until it begins, and where it is only put back into memory.</summary>
    public TurnLimit? Limit { get; set; }

    /// <summary>Gets or sets its last event; null while it runs.</summary>
    public AgentEvent? End { get; set; }

    /// <summary>Gives the turn that a journal tells of.</summary>
    public static Turn Of(PastTurn past, TaskCompletionSource<AgentEvent>? ended) =>
        new(past.Received.Messages[0], past.Received.Label, Listener: null)
        {
            Number = past.Number,
            From = new ProcessId(past.Received.Number),
            Time = past.Received.Time,
            Past = past,
            IsPosted = true,
            Ended = ended,
        };

    /// <summary>Gets what completes with the turn's last event, where somebody may ask for it later; else null.</summary>
    public TaskCompletionSource<AgentEvent>? Ended { get; init; }
}
