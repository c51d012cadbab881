using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What an obedient model attacks with.</summary>
/// <param name="Goals">The calls that the injection asks for.</param>
/// <param name="Plan">The calls of the user's own task.</param>
/// <param name="Tools">Every tool there is.</param>
/// <param name="Marker">The injected text, as it stands in what reached the model.</param>
public sealed record ObedientMaterial(
    IReadOnlyList<FunctionCallContent> Goals,
    IReadOnlyList<FunctionCallContent> Plan,
    IReadOnlyList<AIFunctionDeclaration> Tools,
    string Marker)
{
    /// <summary>Gets the attacker's own host, in links and addresses. By default one that can never exist.</summary>
    public string Host { get; init; } = "attacker.invalid";
}
