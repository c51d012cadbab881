namespace AiOs;

/// <summary>Makes answers that untrusted content influenced inert: no link, image or tag of theirs does anything where they are shown.</summary>
/// <remarks>
/// <para>
/// A boundary, because it goes by the label and not by the text: what a model under untrusted influence says may carry whatever it
/// has seen to wherever a link points. Answers without such influence pass unchanged.
/// </para>
/// <para>Not a default: formatting is lost with the links. Where links to some hosts must work, judge them after parsing instead.</para>
/// </remarks>
public sealed class InertOutputStage : IStreamingSecurityStage
{
    /// <inheritdoc/>
    public string Name => "inert-output";

    /// <inheritdoc/>
    public SecurityDirection Directions => SecurityDirection.Output;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
        SecurityStreams.EvaluateAsync(this, content, cancellationToken);

    /// <inheritdoc/>
    public ISecurityStream Open(SecurityContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new InertStream(Name, content.Label.Integrity == Integrity.Untrusted && BoundaryChecks.Holds(BoundaryCheck.OutputIsInert));
    }
}
