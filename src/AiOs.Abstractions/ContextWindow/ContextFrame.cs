using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What every request of a process begins with. Immutable.</summary>
/// <param name="Instructions">The system text; empty for none.</param>
/// <param name="Tools">The tools whose schemas the model sees.</param>
/// <param name="Tokens">What instructions, schemas and the request's own overhead take.</param>
public sealed record ContextFrame(string Instructions, IReadOnlyList<AITool> Tools, int Tokens);
