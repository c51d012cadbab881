using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>One call of a tool.</summary>
/// <param name="CallId">The model's name for the call.</param>
/// <param name="Name">The tool's name, as the model wrote it.</param>
/// <param name="Arguments">The arguments, as the model gave them.</param>
public sealed record ToolInvocation(string CallId, string Name, AIFunctionArguments Arguments)
{
    /// <summary>
    /// Gets the name of exactly this call: the same when the call is repeated after a restart, and no other call's. Empty where
    /// nobody gave one.
    /// </summary>
    /// <remarks>A function finds it in the context of its arguments: see <see cref="ToolInvocationExtensions.FindIdempotencyKey"/>.</remarks>
    public string IdempotencyKey { get; init; } = "";

    /// <summary>Gets its place among the calls of its step, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Gets the join of the labels of all arguments. By default untrusted, which the result then is too.</summary>
    /// <remarks>Whoever knows the labels sets it: a result is never trusted more, or read by more, than its arguments.</remarks>
    public SecurityLabel ArgumentsLabel { get; init; } = SecurityLabel.Untrusted;
}
