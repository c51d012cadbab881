namespace AiOs;

/// <summary>Keeps anchors of an audit log where whoever can change the log cannot change them: another machine, a ledger, a printer.</summary>
/// <remarks>
/// <para>A log is only as tamper-evident as its anchors are out of reach.</para>
/// <para>Threads: may be called from any thread; one log publishes its anchors one after the other.</para>
/// </remarks>
public interface IAuditAnchorStore
{
    /// <summary>Keeps an anchor, beside those kept before.</summary>
    /// <param name="anchor">The anchor.</param>
    /// <param name="cancellationToken">Cancels the publication.</param>
    /// <returns>A task that completes when the anchor is kept.</returns>
    ValueTask PublishAsync(AuditAnchor anchor, CancellationToken cancellationToken = default);

    /// <summary>Gives the anchors, oldest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Every anchor that was kept.</returns>
    IAsyncEnumerable<AuditAnchor> ReadAsync(CancellationToken cancellationToken = default);
}
