namespace AiOs;

/// <summary>One task: of the user, or of an injection.</summary>
/// <param name="Id">The name, unique in its suite and kind.</param>
/// <param name="Prompt">What the user says, or what the injection asks for.</param>
/// <param name="Answer">What the recorded answer says.</param>
/// <param name="Calls">The recorded calls.</param>
internal sealed record SuiteTask(string Id, string Prompt, string Answer, IReadOnlyList<SuiteCall> Calls);
