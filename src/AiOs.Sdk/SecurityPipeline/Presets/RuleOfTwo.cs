namespace AiOs;

/// <summary>At most two of untrusted input, private data and outward effects: with all three, one injected sentence is enough.</summary>
/// <remarks>Source: Willison, "The lethal trifecta" (2025); Meta, "Agents rule of two" (2025).</remarks>
public static class RuleOfTwo
{
    /// <summary>Checks what an agent can do by the declarations of its tools.</summary>
    /// <param name="agent">The agent's name, for the message.</param>
    /// <param name="tools">The tools that it sees.</param>
    /// <param name="readsUntrustedMessages">Whether messages that anybody may have written are sent to it.</param>
    /// <returns>Null when it keeps to the rule; otherwise what brings each of the three, and what to do.</returns>
    public static string? FindProblem(string agent, IEnumerable<ToolDescriptor> tools, bool readsUntrustedMessages = false)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(tools);
        List<ToolDescriptor> all = [.. tools];
        string untrusted = Names(all.Where(IsUntrustedInput), readsUntrustedMessages ? "its messages" : null);
        string secret = Names(all.Where(IsPrivate), null);
        string outward = Names(all.Where(static tool => tool.Effects.IsOutward()), null);
        return untrusted.Length == 0 || secret.Length == 0 || outward.Length == 0 || !BoundaryChecks.Holds(BoundaryCheck.PresetIsChecked)
            ? null
            : $"The agent '{agent}' has untrusted input ({untrusted}), private data ({secret}) and outward effects ({outward}) at once. Take "
                + "one of them away, declare the tools' effects more closely, or use a DualModelAgent.";
    }

    private static bool IsUntrustedInput(ToolDescriptor tool) =>
        tool.Effects.HasFlag(ToolEffects.ReadsUntrusted) || tool.ResultIntegrity == Integrity.Untrusted;

    private static bool IsPrivate(ToolDescriptor tool) =>
        tool.Effects.HasFlag(ToolEffects.ReadsPrivate) || !tool.ResultReaders.IsEveryone;

    private static string Names(IEnumerable<ToolDescriptor> tools, string? other) =>
        string.Join(", ", tools.Select(static tool => tool.Name).Concat(other is null ? [] : [other]));
}
