namespace AiOs;

/// <summary>A stage that judges text while it arrives, with the verdict that it would give on the whole.</summary>
/// <remarks>
/// For every way of cutting a text into pieces, the verdict at the end equals that of <see cref="ISecurityStage.EvaluateAsync"/>, and
/// what passed equals the text, or its replacement. When it blocks, what passed before is the beginning of what would have
/// passed, and nothing of what it blocks for.
/// </remarks>
public interface IStreamingSecurityStage : ISecurityStage
{
    /// <summary>Begins to judge a text.</summary>
    /// <param name="content">What is known of it; its own text is not looked at.</param>
    /// <returns>The stream, for one text and one caller at a time.</returns>
    ISecurityStream Open(SecurityContent content);
}
