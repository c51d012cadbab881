namespace AiOs;

/// <summary>The reference monitor: judges all content and every system call, and leaves an audit record for each.</summary>
/// <remarks>
/// <para>Fails closed: an error inside a stage or a policy blocks.</para>
/// <para>Threads: a stateless singleton; every member may be called from any thread.</para>
/// </remarks>
public interface ISecurityPipeline
{
    /// <summary>Gets the directions that any stage judges. Content that goes another way is not brought here at all.</summary>
    SecurityDirection Directions { get; }

    /// <summary>Runs the stages of one direction, in their order, each on what the one before let through.</summary>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <returns>
    /// The verdict on the whole: allow, rewrite (with the last replacement), or block at the first stage that blocks.
    /// </returns>
    ValueTask<SecurityVerdict> EvaluateAsync(SecurityContent content, CancellationToken cancellationToken = default);

    /// <summary>Begins to judge content that arrives in pieces, with the verdict that the stages would give on the whole.</summary>
    /// <param name="content">What is known of it; its own text is not looked at.</param>
    /// <returns>
    /// The stream, for one text and one caller at a time. What it passed may go on at once: it is the beginning of what
    /// <see cref="EvaluateAsync"/> would let through, and holds nothing of what it would block for.
    /// </returns>
    /// <exception cref="ArgumentException">The direction of the content is not exactly one.</exception>
    ISecurityStream Open(SecurityContent content);

    /// <summary>Asks every policy about a system call.</summary>
    /// <param name="call">The call, before it takes effect.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <returns>The strictest verdict; allow when no policy has an opinion.</returns>
    ValueTask<SecurityVerdict> AuthorizeAsync(Syscall call, CancellationToken cancellationToken = default);
}
