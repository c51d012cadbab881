namespace AiOs;

/// <summary>Stops tools that send data to others than may read it.</summary>
/// <remarks>
/// <para>
/// What is sent is judged by the readers of everything that led to the call and of every argument, because a model can hide
/// what it read in any of them. Whoever reads what the tool sends (<see cref="ToolDescriptor.Audience"/>) must be among them.
/// </para>
/// <para>This is a boundary, for tools whose effects are declared. Source: Denning, CACM 19(5), 1976.</para>
/// </remarks>
public sealed class RestrictedReadersPolicy : ISecurityPolicy
{
    private readonly SecurityOutcome _outcome;

    /// <summary>Creates the policy.</summary>
    /// <param name="options">What happens to such a call; null for blocking it.</param>
    public RestrictedReadersPolicy(SecurityOptions? options = null) =>
        _outcome = (options ?? new SecurityOptions()).Validated().RestrictedReaders;

    /// <inheritdoc/>
    public string Name => "restricted-readers";

    /// <inheritdoc/>
    public SecurityVerdict? Decide(Syscall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call is not ToolSyscall tool || (tool.Tool.Effects & ToolEffects.Sends) == ToolEffects.None)
        {
            return null;
        }

        if (!tool.Tool.Audience.IsSubsetOf(tool.ControlLabel.Readers) && BoundaryChecks.Holds(BoundaryCheck.ReadersOfControl))
        {
            return Stop(tool, "what led to the call");
        }

        // That a call is made at all tells its audience how the branch was decided; no tool is trusted to tolerate that.
        if (!tool.Tool.Audience.IsSubsetOf(tool.BranchLabel.Readers) && BoundaryChecks.Holds(BoundaryCheck.ReadersOfBranch))
        {
            return Stop(tool, "what a branch before the call was decided by");
        }

        foreach (string argument in tool.Invocation.Arguments.Keys)
        {
            if (!tool.Tool.Audience.IsSubsetOf(tool.LabelOf(argument).Readers) && BoundaryChecks.Holds(BoundaryCheck.ReadersOfArguments))
            {
                return Stop(tool, $"the argument '{argument}'");
            }
        }

        return SecurityVerdict.Allow(Name);
    }

    private SecurityVerdict Stop(ToolSyscall call, string what) =>
        Verdicts.Stop(_outcome, Name, $"'{call.Tool.Name}' sends to {Audience(call)}, who may not all read {what}");

    private static string Audience(ToolSyscall call) =>
        call.Tool.Audience.IsEveryone ? "everyone" : $"{call.Tool.Audience.Names.Count} declared readers";
}
