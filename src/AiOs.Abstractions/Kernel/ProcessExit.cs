using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>How a process ended.</summary>
/// <param name="State">One of exited, failed and killed.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Error">The error it ended with, where there was one; not kept over a restart.</param>
public sealed record ProcessExit(ProcessState State, string Reason, Exception? Error = null)
{
    /// <summary>Gets its last answer; null where it gave none.</summary>
    public ChatMessage? Answer { get; init; }

    /// <summary>Gets the label of the answer.</summary>
    public SecurityLabel AnswerLabel { get; init; } = SecurityLabel.Untrusted;
}
