namespace AiOs;

/// <summary>An agent that must keep to the rule of two, checked when the host starts.</summary>
/// <param name="Spec">What the agent's processes are started from.</param>
/// <param name="ReadsUntrustedMessages">Whether messages that anybody may have written are sent to it, beside what its tools read.</param>
internal sealed record AgentGuard(AgentSpec Spec, bool ReadsUntrustedMessages);
