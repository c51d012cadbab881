using System.Text.Json;

namespace AiOs;

/// <summary>Stops tools that change the world when untrusted content led to the call, or chose a critical argument of it.</summary>
/// <remarks>
/// <para>
/// This is the boundary against prompt injection: it looks at labels and declarations only, so a model that obeys every
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

        if (IsUntrusted(tool.ControlLabel) && BoundaryChecks.Holds(BoundaryCheck.ControlFlow))
        {
            return Verdicts.Stop(
                _outcome, Name, $"'{tool.Tool.Name}' has outward effects ({tool.Tool.Effects}), and untrusted content led to the call");
        }

        if (IsUntrusted(tool.BranchLabel) && !tool.Tool.ToleratesUntrustedBranch && BoundaryChecks.Holds(BoundaryCheck.BranchFlow))
        {
            return Verdicts.Stop(
                _outcome, Name, $"'{tool.Tool.Name}' has outward effects ({tool.Tool.Effects}), and a branch on untrusted content led to it");
        }

        foreach (var (argument, value) in tool.Invocation.Arguments)
        {
            if (IsUntrusted(tool.LabelOf(argument)) && IsCritical(tool.Tool, argument) && !IsAccepted(tool, argument, value)
                && BoundaryChecks.Holds(BoundaryCheck.CriticalArguments))
            {
                return Verdicts.Stop(
                    _outcome, Name, $"the critical argument '{argument}' of '{tool.Tool.Name}' comes from untrusted content");
            }
        }

        return SecurityVerdict.Allow(Name);
    }

    private static bool IsUntrusted(SecurityLabel label) => label.Integrity == Integrity.Untrusted;

    // Compared without case: a function may bind its arguments that way, and then "To" is the recipient as much as "to".
    private static bool IsCritical(ToolDescriptor tool, string argument)
    {
        if (tool.CriticalArguments is not { } critical)
        {
            return BoundaryChecks.Holds(BoundaryCheck.UndeclaredIsCritical);
        }

        return IsNamed(critical, argument)
            || (BoundaryChecks.Holds(BoundaryCheck.UnknownArgumentsAreCritical) && !IsInSchema(tool, argument));
    }

    // An argument that the schema does not name cannot have been declared harmless.
    private static bool IsInSchema(ToolDescriptor tool, string argument) =>
        tool.Function.JsonSchema is { ValueKind: JsonValueKind.Object } schema
        && schema.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(argument, out _);

    private static bool IsAccepted(ToolSyscall call, string argument, object? value)
    {
        var acceptances = call.Tool.Acceptances;
        for (int i = 0; i < acceptances.Count; i++)
        {
            if (string.Equals(acceptances[i].Argument, argument, StringComparison.OrdinalIgnoreCase)
                && acceptances[i].Accepts(value)
                && HasTrustedCompany(call, acceptances[i].WhenTrusted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasTrustedCompany(ToolSyscall call, IReadOnlyList<string> names)
    {
        if (names.Count > 0 && BoundaryChecks.Holds(BoundaryCheck.AcceptanceNeedsCompany))
        {
            foreach (string argument in call.Invocation.Arguments.Keys)
            {
                if (IsNamed(names, argument) && IsUntrusted(call.LabelOf(argument)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsNamed(IReadOnlyList<string> names, string argument)
    {
        var comparison = BoundaryChecks.Holds(BoundaryCheck.NamesIgnoreCase) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], argument, comparison))
            {
                return true;
            }
        }

        return false;
    }
}
