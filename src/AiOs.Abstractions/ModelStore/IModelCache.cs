namespace AiOs;

/// <summary>Keeps the files of models by what they contain, verified, shared by all processes of the machine.</summary>
/// <remarks>Threads: every member may be called from any thread, and from many processes over one cache.</remarks>
public interface IModelCache
{
    /// <summary>Brings every file of a model, from the cache or from a source, and lends them.</summary>
    /// <param name="manifest">The model, whose files have sizes and digests.</param>
    /// <param name="source">Where files come from that the cache does not have.</param>
    /// <param name="progress">Told about every stretch of bytes; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the pull; what was verified stays, and the rest is resumed next time.</param>
    /// <returns>The files; dispose of them when the model is unloaded.</returns>
    /// <exception cref="ModelPullException">A file is not what the manifest says, is too large, or does not fit the disk.</exception>
    /// <exception cref="ModelSourceException">The source does not give a file.</exception>
    ValueTask<IModelFiles> PullAsync(
        ModelManifest manifest,
        IModelSource source,
        IProgress<ModelPullProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>Deletes files that nobody has on loan, those lent longest ago first, until the cache is small enough.</summary>
    /// <param name="maxBytes">The size that the cache may keep; 0 deletes all that is not on loan.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>What was deleted and what is left.</returns>
    ValueTask<ModelCollection> CollectAsync(long maxBytes, CancellationToken cancellationToken = default);
}
