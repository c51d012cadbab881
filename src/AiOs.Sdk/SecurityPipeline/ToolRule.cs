namespace AiOs;

/// <summary>A host's own rule about tool calls: small, named, with a reason, and composed from others.</summary>
/// <remarks>
/// Rules only ever make policy stricter: every policy is asked, and the strictest verdict stands. Register one with
/// <c>AddSingleton&lt;ISecurityPolicy&gt;(rule)</c>. Immutable.
/// </remarks>
public sealed class ToolRule : ISecurityPolicy
{
    private readonly Func<ToolSyscall, bool> _applies;
    private readonly SecurityOutcome _outcome;
    private readonly string _reason;

    private ToolRule(string name, Func<ToolSyscall, bool> applies, SecurityOutcome outcome, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(applies);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Name = name;
        _applies = applies;
        _outcome = outcome;
        _reason = reason;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Makes a rule that blocks.</summary>
    /// <param name="name">The rule's name, as it stands in the audit log.</param>
    /// <param name="applies">Tells whether the rule is about a call; a rule that throws blocks.</param>
    /// <param name="reason">Why, for the model and the log; never private content.</param>
    /// <returns>The rule.</returns>
    public static ToolRule Block(string name, Func<ToolSyscall, bool> applies, string reason) =>
        new(name, applies, SecurityOutcome.Block, reason);

    /// <summary>Makes a rule that asks a human.</summary>
    /// <param name="name">The rule's name, as it stands in the audit log.</param>
    /// <param name="applies">Tells whether the rule is about a call; a rule that throws blocks.</param>
    /// <param name="reason">Why, for the human and the log; never private content.</param>
    /// <returns>The rule.</returns>
    public static ToolRule Ask(string name, Func<ToolSyscall, bool> applies, string reason) =>
        new(name, applies, SecurityOutcome.RequireApproval, reason);

    /// <summary>Narrows the rule to some tools.</summary>
    /// <param name="tools">Their names, compared ordinally.</param>
    /// <returns>A new rule.</returns>
    public ToolRule For(params IReadOnlyCollection<string> tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        return new ToolRule(Name, call => tools.Contains(call.Tool.Name) && _applies(call), _outcome, _reason);
    }

    /// <summary>Narrows the rule to calls of which something more is true.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>A new rule.</returns>
    public ToolRule When(Func<ToolSyscall, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ToolRule(Name, call => _applies(call) && condition(call), _outcome, _reason);
    }

    /// <summary>Makes an exception from the rule.</summary>
    /// <param name="condition">The calls that it is not about.</param>
    /// <returns>A new rule.</returns>
    public ToolRule Unless(Func<ToolSyscall, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ToolRule(Name, call => _applies(call) && !condition(call), _outcome, _reason);
    }

    /// <inheritdoc/>
    public SecurityVerdict? Decide(Syscall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call is ToolSyscall tool && _applies(tool) ? Verdicts.Stop(_outcome, Name, _reason) : null;
    }
}
