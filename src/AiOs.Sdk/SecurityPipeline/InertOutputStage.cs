namespace AiOs;

/// <summary>Makes answers that untrusted content influenced inert: no link, image or tag of theirs does anything where they are shown.</summary>
/// <remarks>
/// <para>
/// A boundary, because it goes by the label and not by the text: what a model under untrusted influence says may carry whatever it
/// has seen to wherever a link points. Answers without such influence pass unchanged.
/// </para>
/// <para>Not a default: formatting is lost with the links. Where links to some hosts must work, judge them after parsing instead.</para>
/// </remarks>
public sealed class InertOutputStage : ISecurityStage
{
    /// <inheritdoc/>
    public string Name => "inert-output";

    /// <inheritdoc/>
    public SecurityDirection Directions => SecurityDirection.Output;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Label.Integrity != Integrity.Untrusted || !BoundaryChecks.Holds(BoundaryCheck.OutputIsInert))
        {
            return ValueTask.FromResult(SecurityVerdict.Allow(Name));
        }

        string inert = InertText.Of(content.Text);
        return ValueTask.FromResult(string.Equals(inert, content.Text, StringComparison.Ordinal)
            ? SecurityVerdict.Allow(Name)
            : SecurityVerdict.Rewrite(Name, "untrusted content led to this answer, so its markup does nothing", inert));
    }
}
