namespace AiOs;

/// <summary>One attempt and how it ended. Immutable.</summary>
/// <param name="Probe">The probe.</param>
/// <param name="Mutation">How its prompt was changed; <c>none</c> for not at all.</param>
/// <param name="Prompt">What was said.</param>
/// <param name="Answer">What came back; empty for an error.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What told, or what failed.</param>
public sealed record RedTeamAttempt(
    RedTeamProbe Probe, string Mutation, string Prompt, string Answer, RedTeamOutcome Outcome, string Detail);
