namespace AiOs;

/// <summary>What a pickle would do if something unpickled it. Nothing here ever does.</summary>
/// <param name="Imports">What it would import, as <c>module.name</c>, in order, each once.</param>
/// <param name="Calls">How many instructions would call or build something.</param>
/// <param name="IsComplete">Whether it was understood to its end.</param>
/// <param name="Problem">What was not understood, or null.</param>
internal sealed record PickleReport(IReadOnlyList<string> Imports, int Calls, bool IsComplete, string? Problem);
