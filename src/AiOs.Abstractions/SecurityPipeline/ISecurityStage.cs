namespace AiOs;

/// <summary>One judge of content on its way to or from a model.</summary>
/// <remarks>
/// <para>Stages are a mitigation; the boundary is the policy on labelled system calls (<see cref="ISecurityPolicy"/>).</para>
/// <para>A stage that throws blocks the content: the pipeline fails closed.</para>
/// <para>Threads: a stage is a stateless singleton and may be called from any thread.</para>
/// </remarks>
public interface ISecurityStage
{
    /// <summary>Gets the stage's name, as it stands in the audit log.</summary>
    string Name { get; }

    /// <summary>Gets the directions in which this stage judges.</summary>
    SecurityDirection Directions { get; }

    /// <summary>Judges content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Cancels the evaluation, which stops the content as well.</param>
    /// <returns>The verdict; <see cref="SecurityOutcome.RequireApproval"/> counts as a block here.</returns>
    ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default);
}
