using System.Text;

namespace AiOs;

/// <summary>What stages that stream have in common.</summary>
internal static class SecurityStreams
{
    /// <summary>Judges a whole text as one piece, so that both ways give one verdict by construction.</summary>
    public static async ValueTask<SecurityVerdict> EvaluateAsync(
        IStreamingSecurityStage stage, SecurityContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        var stream = stage.Open(content);
        var passed = new StringBuilder();
        await stream.WriteAsync(content.Text.AsMemory(), passed, cancellationToken).ConfigureAwait(false);
        return await stream.CompleteAsync(passed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a stream through any stage.</summary>
    public static ISecurityStream Open(ISecurityStage stage, SecurityContent content) =>
        stage is IStreamingSecurityStage streaming ? streaming.Open(content) : new BufferedSecurityStream(stage, content);
}
