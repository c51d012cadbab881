using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Brings one answer before the output stages while it comes, and hands on what they pass.</summary>
/// <remarks>
/// All text of an answer is one text: whoever is shown it sees it in one piece, however the model cut it into contents. Reasoning is
/// judged apart, and whole. Threads: one call at a time.
/// </remarks>
internal sealed class JudgedAnswer(ISecurityPipeline pipeline, SecurityContent content, Func<string, CancellationToken, ValueTask>? sink)
{
    private readonly ISecurityStream _stream = pipeline.Open(content);
    private readonly StringBuilder _seen = new();
    private readonly StringBuilder _passed = new();

    /// <summary>Judges the next piece, and hands on what may go on.</summary>
    public async ValueTask WriteAsync(string text, CancellationToken cancellationToken)
    {
        // A block is not thrown here: which stage blocks is known at the end, and the rest is read for the sake of that one verdict.
        _seen.Append(text);
        await _stream.WriteAsync(text.AsMemory(), _passed, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges the end, and puts what the stages made of the answer in its place.</summary>
    /// <param name="response">The answer; its contents are changed where a stage rewrote them.</param>
    /// <param name="cancellationToken">Cancels the judgement.</param>
    /// <exception cref="SecurityBlockedException">A stage stopped the answer.</exception>
    public async ValueTask CompleteAsync(ChatResponse response, CancellationToken cancellationToken)
    {
        var contents = response.Messages.SelectMany(static message => message.Contents).ToList();
        string text = string.Concat(contents.OfType<TextContent>().Select(static part => part.Text));
        var verdict = text.Length + _seen.Length == 0
            ? null
            : await JudgeAsync(text, _seen.ToString(), cancellationToken).ConfigureAwait(false);
        await JudgeReasoningAsync(response, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (verdict?.Outcome == SecurityOutcome.Rewrite)
        {
            Replace(response, verdict.Replacement!);
        }
    }

    private async ValueTask<SecurityVerdict> JudgeAsync(string text, string seen, CancellationToken cancellationToken)
    {
        SecurityVerdict verdict;
        if (seen.Length > 0)
        {
            bool isContinued = text.StartsWith(seen, StringComparison.Ordinal);
            if (isContinued && text.Length > seen.Length)
            {
                await _stream.WriteAsync(text.AsMemory(seen.Length), _passed, cancellationToken).ConfigureAwait(false);
            }

            verdict = await _stream.CompleteAsync(_passed, cancellationToken).ConfigureAwait(false);
            SecurityMiddleware.Enforce(verdict);
            if (isContinued)
            {
                return verdict;
            }
        }

        // Nothing was streamed, or something else than the answer that stays: it is judged for itself.
        verdict = await pipeline.EvaluateAsync(content with { Text = text }, cancellationToken).ConfigureAwait(false);
        SecurityMiddleware.Enforce(verdict);
        _passed.Append(seen.Length > 0 ? "" : verdict.Replacement ?? text);
        return verdict;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_passed.Length > 0)
        {
            string ready = _passed.ToString();
            _passed.Clear();
            if (sink is not null)
            {
                await sink(ready, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask JudgeReasoningAsync(ChatResponse response, CancellationToken cancellationToken)
    {
        foreach (var message in response.Messages)
        {
            for (int i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is TextReasoningContent { Text.Length: > 0 } reasoning)
                {
                    var verdict = await pipeline.EvaluateAsync(content with { Text = reasoning.Text }, cancellationToken).ConfigureAwait(false);
                    SecurityMiddleware.Enforce(verdict);
                    if (verdict.Outcome == SecurityOutcome.Rewrite)
                    {
                        message.Contents[i] = new TextReasoningContent(verdict.Replacement);
                    }
                }
            }
        }
    }

    // The first text holds all of it, and there is no other: which part of the replacement stood in which of them is not known.
    private static void Replace(ChatResponse response, string replacement)
    {
        bool isFirst = true;
        foreach (var message in response.Messages)
        {
            for (int i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is TextContent && isFirst)
                {
                    message.Contents[i] = new TextContent(replacement);
                    isFirst = false;
                }
                else if (message.Contents[i] is TextContent)
                {
                    message.Contents.RemoveAt(i--);
                }
            }
        }
    }
}
