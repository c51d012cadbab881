namespace AiOs;

/// <summary>Several stages as one, in order: each sees what the one before let through.</summary>
/// <remarks>
/// <para>
/// Fails closed: a stage that throws, gives no verdict or asks for approval blocks. The verdict is the same for a whole text and for
/// one in pieces. Stages that cannot stream hold the text back until its end.
/// </para>
/// <para>Threads: as its stages, which must be stateless.</para>
/// </remarks>
public sealed class SecurityStageChain : IStreamingSecurityStage
{
    private readonly ISecurityStage[] _stages;

    /// <summary>Creates a chain.</summary>
    /// <param name="name">Its name, as it stands in the audit log.</param>
    /// <param name="stages">The stages, in the order in which they see content. Those of another direction are passed over.</param>
    public SecurityStageChain(string name, params IEnumerable<ISecurityStage> stages)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(stages);
        Name = name;
        _stages = [.. stages];
        Directions = _stages.Aggregate(SecurityDirection.None, static (all, stage) => all | stage.Directions);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public SecurityDirection Directions { get; }

    /// <inheritdoc/>
    public ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default) =>
        SecurityStreams.EvaluateAsync(this, content, cancellationToken);

    /// <inheritdoc/>
    public ISecurityStream Open(SecurityContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new SecurityChainStream(Name, _stages.Where(stage => stage.Directions.HasFlag(content.Direction)), content);
    }
}
