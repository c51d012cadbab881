using System.Text;

namespace AiOs;

/// <summary>Streams through a stage that wants the whole text: everything is held back until the end.</summary>
internal sealed class BufferedSecurityStream(ISecurityStage stage, SecurityContent content) : ISecurityStream
{
    private readonly StringBuilder _text = new();

    public ValueTask<bool> WriteAsync(ReadOnlyMemory<char> text, StringBuilder passed, CancellationToken cancellationToken = default)
    {
        _text.Append(text.Span);
        return new(true);
    }

    public async ValueTask<SecurityVerdict> CompleteAsync(StringBuilder passed, CancellationToken cancellationToken = default)
    {
        string text = _text.ToString();
        var verdict = await stage.EvaluateAsync(content with { Text = text }, cancellationToken).ConfigureAwait(false);
        if (verdict?.Outcome is SecurityOutcome.Allow or SecurityOutcome.Rewrite)
        {
            passed.Append(verdict.Replacement ?? text);
        }

        return verdict!; // Whoever owns the stream takes a missing verdict for a block.
    }
}
