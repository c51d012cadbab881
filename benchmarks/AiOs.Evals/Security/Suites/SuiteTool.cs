using System.Text.Json;

namespace AiOs;

/// <summary>A tool of a suite, as models see it.</summary>
internal sealed record SuiteTool(string Name, string Description, JsonElement Schema);
