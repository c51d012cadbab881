using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Brings one answer before the output stages while it comes, and hands on what they pass.</summary>
/// <remarks>
/// All text of an answer is one text: whoever is shown it sees it in one piece, however the model cut it into contents. Reasoning is
/// judged apart, and whole. An answer without a word, such as a tool call, opens no stream. Threads: one call at a time.
/// </remarks>
internal sealed class JudgedAnswer(ISecurityPipeline pipeline, SecurityContent content, Func<string, CancellationToken, ValueTask>? sink)
{
    private ISecurityStream? _stream;
    private StringBuilder? _seen;
    private StringBuilder? _passed;

    private ISecurityStream Stream => _stream ??= pipeline.Open(content);

    private StringBuilder Passed => _passed ??= new StringBuilder();

    /// <summary>Judges the next piece, and hands on what may go on.</summary>
    public async ValueTask WriteAsync(string text, CancellationToken cancellationToken)
    {
        // A block is not thrown here: which stage blocks is known at the end, and the rest is read for the sake of that one verdict.
        (_seen ??= new StringBuilder()).Append(text);
        await Stream.WriteAsync(text.AsMemory(), Passed, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges the end, and puts what the stages made of the answer in its place.</summary>
    /// <param name="response">The answer; its contents are changed where a stage rewrote them.</param>
    /// <param name="cancellationToken">Cancels the judgement.</param>
    /// <exception cref="SecurityBlockedException">A stage stopped the answer.</exception>
    public async ValueTask CompleteAsync(ChatResponse response, CancellationToken cancellationToken)
    {
        string text = TextOf(response);
        var verdict = text.Length == 0 && _seen is not { Length: > 0 }
            ? null
            : await JudgeAsync(text, _seen?.ToString() ?? "", cancellationToken).ConfigureAwait(false);
        await JudgeReasoningAsync(response, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (verdict?.Outcome == SecurityOutcome.Rewrite)
        {
            Replace(response, verdict.Replacement!);
        }
    }

    private static string TextOf(ChatResponse response)
    {
        string text = "";
        for (int i = 0; i < response.Messages.Count; i++)
        {
            text += response.Messages[i].Text; // Of which there is nearly always one, and then nothing is copied.
        }

        return text;
    }

    private async ValueTask<SecurityVerdict> JudgeAsync(string text, string seen, CancellationToken cancellationToken)
    {
        SecurityVerdict verdict;
        if (seen.Length > 0)
        {
            bool isContinued = text.StartsWith(seen, StringComparison.Ordinal);
            if (isContinued && text.Length > seen.Length)
            {
                await Stream.WriteAsync(text.AsMemory(seen.Length), Passed, cancellationToken).ConfigureAwait(false);
            }

            verdict = await Stream.CompleteAsync(Passed, cancellationToken).ConfigureAwait(false);
            SecurityMiddleware.Enforce(verdict);
            if (isContinued)
            {
                return verdict;
            }
        }

        // Nothing was streamed, or something else than the answer that stays: it is judged for itself.
        verdict = await pipeline.EvaluateAsync(content with { Text = text }, cancellationToken).ConfigureAwait(false);
        SecurityMiddleware.Enforce(verdict);
        Passed.Append(seen.Length > 0 ? "" : verdict.Replacement ?? text);
        return verdict;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_passed is { Length: > 0 })
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
        for (int at = 0; at < response.Messages.Count; at++) // By index: an enumerator of the interface is an object for each answer.
        {
            var message = response.Messages[at];
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
