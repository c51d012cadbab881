using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One call of a tool.</summary>
/// <param name="CallId">The model's name for the call; also the idempotency key within its process.</param>
/// <param name="Name">The tool's name, as the model wrote it.</param>
/// <param name="Arguments">The arguments, as the model gave them.</param>
public sealed record ToolInvocation(string CallId, string Name, AIFunctionArguments Arguments)
{
    /// <summary>Gets the join of the labels of all arguments. By default untrusted, which the result then is too.</summary>
    /// <remarks>Whoever knows the labels sets it: a result is never trusted more, or read by more, than its arguments.</remarks>
    public SecurityLabel ArgumentsLabel { get; init; } = SecurityLabel.Untrusted;
}
