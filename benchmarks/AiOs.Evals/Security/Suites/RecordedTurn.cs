namespace AiOs;

/// <summary>One answer of a recorded model: its words, and its calls with the results that they had.</summary>
internal sealed record RecordedTurn(string Text, IReadOnlyList<SuiteCall> Calls);
