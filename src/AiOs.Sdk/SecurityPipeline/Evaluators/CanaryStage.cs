namespace AiOs;

/// <summary>Blocks answers that repeat a canary: plain, spaced, in capitals, reversed, in hexadecimal or in base64.</summary>
/// <remarks>
/// White space and punctuation between its characters are looked through. Takes time linear in the text, whole or in pieces; holds back
/// only what may be the beginning of a canary. Threads: stateless.
/// </remarks>
public sealed class CanaryStage : IStreamingSecurityStage
{
    private readonly string[] _forms;

    /// <summary>Creates a stage.</summary>
    /// <param name="canaries">The canaries.</param>
    public CanaryStage(params IEnumerable<Canary> canaries)
    {
        ArgumentNullException.ThrowIfNull(canaries);
        _forms = [.. canaries.SelectMany(static canary => canary.Forms())];
    }

    /// <inheritdoc/>
    public string Name => "canary";

    /// <inheritdoc/>
    public SecurityDirection Directions => SecurityDirection.Output;

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
        SecurityStreams.EvaluateAsync(this, content, cancellationToken);

    /// <inheritdoc/>
    public ISecurityStream Open(SecurityContent content) => new CanaryStream(Name, _forms);
}
