using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiOs;

/// <summary>The default recall: finds pages by their words, the turns around them, dates and speakers. No model, no network.</summary>
/// <remarks>See docs/Recall.md for what is scored and how it was measured.</remarks>
public sealed class LexicalRecallIndexFactory : IRecallIndexFactory
{
    /// <summary>Creates the factory; its indexes are made again from their pages whenever a space is opened.</summary>
    public LexicalRecallIndexFactory()
        : this(checkpoints: null)
    {
    }

    /// <summary>Creates the factory.</summary>
    /// <param name="checkpoints">Where indexes are kept between openings; null for nowhere.</param>
    /// <exception cref="ArgumentException">No folder, or a setting outside its range.</exception>
    public LexicalRecallIndexFactory(RecallCheckpointOptions? checkpoints) => Checkpoints = checkpoints?.Validated();

    internal RecallCheckpointOptions? Checkpoints { get; }

    /// <summary>Gets who learns why a checkpoint could not be used.</summary>
    internal ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Gets up to how many pages a search judges every one; null for the default. For who measures what pruning costs.</summary>
    internal int? JudgeAllUpTo { get; init; }

    /// <inheritdoc/>
    public IRecallIndex Create(string space) => CreateLexical(space);

    internal LexicalRecallIndex CreateLexical(string space)
    {
        ArgumentNullException.ThrowIfNull(space);
        return new LexicalRecallIndex(Checkpoints is null ? null : new RecallCheckpointFile(Checkpoints, space, Logger))
        {
            JudgeAllUpTo = JudgeAllUpTo,
        };
    }
}
