namespace AiOs;

/// <summary>The default recall: finds pages by their words, the turns around them, dates and speakers. No model, no network.</summary>
/// <remarks>See docs/Recall.md for what is scored and how it was measured.</remarks>
public sealed class LexicalRecallIndexFactory : IRecallIndexFactory
{
    /// <inheritdoc/>
    public IRecallIndex Create(string space) => new LexicalRecallIndex();
}
