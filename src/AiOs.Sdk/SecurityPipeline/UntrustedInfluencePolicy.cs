namespace AiOs;

/// <summary>Stops tools that change the world when untrusted content led to the call, or chose a critical argument of it.</summary>
/// <remarks>
/// <para>
/// This is the boundary against prompt injection: it looks at labels and declared effects only, so a model that obeys every
/// injected instruction gets no further than one that obeys none.
/// </para>
/// <para>
/// Source: integrity in the sense of Biba, MTR-3153 (1977); for models, Debenedetti et al., arXiv:2503.18813 (CaMeL) and
/// Costa et al., arXiv:2505.23643 (FIDES).
/// </para>
/// </remarks>
public sealed class UntrustedInfluencePolicy : ISecurityPolicy
{
    private readonly SecurityOutcome _outcome;

    /// <summary>Creates the policy.</summary>
    /// <param name="options">What happens to such a call; null for blocking it.</param>
    public UntrustedInfluencePolicy(SecurityOptions? options = null) =>
        _outcome = (options ?? new SecurityOptions()).Validated().UntrustedInfluence;

    /// <inheritdoc/>
    public string Name => "untrusted-influence";

    /// <inheritdoc/>
    public SecurityVerdict? Decide(Syscall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call is not ToolSyscall tool || !tool.Tool.Effects.IsOutward())
        {
            return null;
        }

        if (tool.ControlLabel.Integrity == Integrity.Untrusted)
        {
            return Verdicts.Stop(
                _outcome, Name, $"'{tool.Tool.Name}' has outward effects ({tool.Tool.Effects}), and untrusted content led to the call");
        }

        foreach (string argument in tool.Invocation.Arguments.Keys)
        {
            if (IsCritical(tool.Tool, argument) && tool.LabelOf(argument).Integrity == Integrity.Untrusted)
            {
                return Verdicts.Stop(
                    _outcome, Name, $"the critical argument '{argument}' of '{tool.Tool.Name}' comes from untrusted content");
            }
        }

        return SecurityVerdict.Allow(Name);
    }

    // Compared without case: a function may bind its arguments that way, and then "To" is the recipient as much as "to".
    private static bool IsCritical(ToolDescriptor tool, string argument) =>
        tool.CriticalArguments is null || tool.CriticalArguments.Contains(argument, StringComparer.OrdinalIgnoreCase);
}
