using System.Text.Json;

namespace AiOs;

/// <summary>One call that a suite recorded: of a task's own plan, or of what an injection asks for.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The arguments, as they are without injections.</param>
/// <param name="Clean">The result without injections.</param>
/// <param name="Canary">The result with a mark in place of each injection.</param>
/// <param name="Vectors">The names of the injections whose marks are in the result.</param>
internal sealed record SuiteCall(
    string Tool, IReadOnlyDictionary<string, JsonElement> Arguments, string Clean, string Canary, IReadOnlyList<string> Vectors);
