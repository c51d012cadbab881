namespace AiOs;

/// <summary>Remembers what was written into places that tools read back: files, tables, notes (<see cref="ToolDescriptor.Store"/>).</summary>
/// <remarks>Threads: both members may be called from any thread.</remarks>
public interface IStoreLabels
{
    /// <summary>Gives the join of all that was written into a store.</summary>
    /// <param name="store">The store's name, compared ordinally.</param>
    /// <returns>The label; <see cref="SecurityLabel.System"/> where nothing was written.</returns>
    SecurityLabel Find(string store);

    /// <summary>Joins a label to that of a store.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="label">The label of what is about to be written.</param>
    /// <param name="cancellationToken">Cancels before the label was kept.</param>
    /// <returns>A task that completes when the label is as durable as these labels are; only then may the write happen.</returns>
    ValueTask JoinAsync(string store, SecurityLabel label, CancellationToken cancellationToken = default);
}
