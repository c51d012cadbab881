namespace AiOs;

/// <summary>What a real model did once, in a suite's world.</summary>
/// <param name="Suite">The suite's name.</param>
/// <param name="TaskId">The user's task.</param>
/// <param name="InjectionId">The injection's task; empty for a run without one.</param>
/// <param name="Prompt">What the user said; empty where the record does not hold it.</param>
/// <param name="Injections">The injected texts, as they stand in results.</param>
/// <param name="Turns">What the model said and called, one entry an answer.</param>
internal sealed record RecordedRun(
    string Suite, string TaskId, string InjectionId, string Prompt, IReadOnlyList<string> Injections, IReadOnlyList<RecordedTurn> Turns);
