using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Brings each message before the input stages once: a request costs what is new in it, not all that it repeats.</summary>
/// <remarks>A message that a stage rewrote stays rewritten, so that the prompt's prefix is stable. Threads: one turn at a time.</remarks>
internal sealed class InputJudge(ProcessId process)
{
    private Dictionary<ChatMessage, ChatMessage?> _judged = new(ReferenceEqualityComparer.Instance);
    private int _epoch = -1;
    private int _count;
    private int _rewritten;

    /// <summary>Judges what is new, and gives the request as the stages left it.</summary>
    /// <exception cref="SecurityBlockedException">A stage stopped a message.</exception>
    public async ValueTask<RenderedContext> JudgeAsync(
        ISecurityPipeline pipeline, RenderedContext request, SecurityLabel label, CancellationToken cancellationToken)
    {
        var messages = request.Messages;
        int start = request.Receipt.Epoch == _epoch && _count <= messages.Count ? _count : 0;
        for (int i = start; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.Role != ChatRole.System && !_judged.ContainsKey(message))
            {
                var replacement = await JudgeAsync(pipeline, message, label, cancellationToken).ConfigureAwait(false);
                _judged[message] = replacement;
                _rewritten += replacement is null ? 0 : 1;
            }
        }

        Forget(request, start == 0);
        return _rewritten == 0 ? request : request with { Messages = [.. messages.Select(Replaced)] };
    }

    // When an epoch ends, messages that were evicted are let go of.
    private void Forget(RenderedContext request, bool isNewEpoch)
    {
        if (isNewEpoch)
        {
            var kept = new Dictionary<ChatMessage, ChatMessage?>(ReferenceEqualityComparer.Instance);
            foreach (var message in request.Messages)
            {
                if (_judged.TryGetValue(message, out var replacement))
                {
                    kept[message] = replacement;
                }
            }

            _judged = kept;
            _rewritten = kept.Values.Count(static replacement => replacement is not null);
        }

        _epoch = request.Receipt.Epoch;
        _count = request.Messages.Count;
    }

    private ChatMessage Replaced(ChatMessage message) => _judged.GetValueOrDefault(message) ?? message;

    private async ValueTask<ChatMessage?> JudgeAsync(
        ISecurityPipeline pipeline, ChatMessage message, SecurityLabel label, CancellationToken cancellationToken)
    {
        List<AIContent>? changed = null;
        for (int i = 0; i < message.Contents.Count; i++)
        {
            if (TextOf(message.Contents[i]) is not { Length: > 0 } text)
            {
                continue;
            }

            var verdict = await pipeline.EvaluateAsync(
                new SecurityContent(SecurityDirection.Input, process, text, label), cancellationToken).ConfigureAwait(false);
            SecurityMiddleware.Enforce(verdict);
            if (verdict.Outcome == SecurityOutcome.Rewrite)
            {
                changed ??= [.. message.Contents];
                changed[i] = Rewritten(message.Contents[i], verdict.Replacement!);
            }
        }

        return changed is null
            ? null
            : new ChatMessage(message.Role, changed)
            {
                AuthorName = message.AuthorName,
                AdditionalProperties = message.AdditionalProperties,
                RawRepresentation = message.RawRepresentation, // Whose page it is.
            };
    }

    private static string? TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionResultContent result => result.Result?.ToString(),
        _ => null,
    };

    private static AIContent Rewritten(AIContent content, string text) =>
        content is FunctionResultContent result ? new FunctionResultContent(result.CallId, text) : new TextContent(text);
}
