namespace AiOs;

/// <summary>Removes credentials from what a model says: keys and tokens that can be told by their form.</summary>
/// <remarks>
/// Deterministic, and a mitigation: it knows the forms of <see cref="SecretRules"/>, and cannot know a password that looks like a
/// word. Takes time linear in the text, whole or in pieces. Threads: stateless.
/// </remarks>
public sealed class SecretLeakStage : IStreamingSecurityStage
{
    private readonly RuleStage _rules = new("secret-leak", SecurityDirection.Output, SecretRules.All);

    /// <inheritdoc/>
    public string Name => _rules.Name;

    /// <inheritdoc/>
    public SecurityDirection Directions => _rules.Directions;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
        _rules.EvaluateAsync(content, cancellationToken);

    /// <inheritdoc/>
    public ISecurityStream Open(SecurityContent content) => _rules.Open(content);
}
