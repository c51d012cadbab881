using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Brings every system call before the reference monitor, and a model's words before the stages, both ways.</summary>
internal sealed class SecurityMiddleware(ISecurityPipeline pipeline) : ISyscallMiddleware
{
    public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        if (call is ToolSyscall tool && BoundaryChecks.Holds(BoundaryCheck.ArgumentsAreFrozen))
        {
            Freeze(tool);
        }

        Enforce(await pipeline.AuthorizeAsync(call, cancellationToken).ConfigureAwait(false));
        if (call is not ModelSyscall model)
        {
            await next(call, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (pipeline.Directions.HasFlag(SecurityDirection.Input))
        {
            await JudgeInputAsync(model, cancellationToken).ConfigureAwait(false);
        }

        if (pipeline.Directions.HasFlag(SecurityDirection.Output) && !call.Process.Spec.IsQuarantined)
        {
            await JudgeOutputAsync(model, next, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await next(call, cancellationToken).ConfigureAwait(false);
        }
    }

    // What is judged, approved and recorded is what runs: whoever kept a list among the arguments cannot change it in between.
    private static void Freeze(ToolSyscall call)
    {
        try
        {
            call.Invocation = call.Invocation with { Arguments = ArgumentSnapshot.Of(call.Tool, call.Invocation.Arguments) };
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException)
        {
            throw new SecurityBlockedException(SecurityVerdict.Block(
                "argument-snapshot", $"an argument of '{call.Tool.Name}' has no JSON form, so it could be judged as one thing and run as another"));
        }
    }

    private async ValueTask JudgeInputAsync(ModelSyscall model, CancellationToken cancellationToken)
    {
        var judge = (model.Process as KernelProcess)?.InputJudge ?? new InputJudge(model.Process.Id);
        var request = await judge.JudgeAsync(pipeline, model.Request, model.ControlLabel, cancellationToken).ConfigureAwait(false);
        model.Request = request;
    }

    // No unchecked word leaves: the answer is held back until the stages have seen all of it.
    private async ValueTask JudgeOutputAsync(ModelSyscall model, SyscallHandler next, CancellationToken cancellationToken)
    {
        var sink = model.TextSink;
        model.TextSink = null;
        await next(model, cancellationToken).ConfigureAwait(false);
        model.TextSink = sink;
        if (model.Response is not { } response)
        {
            return;
        }

        foreach (var message in response.Messages)
        {
            for (int i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is TextContent { Text.Length: > 0 } text)
                {
                    message.Contents[i] = await JudgeAsync(model, text, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (sink is not null && response.Text is { Length: > 0 } words)
        {
            await sink(words, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<TextContent> JudgeAsync(ModelSyscall model, TextContent text, CancellationToken cancellationToken)
    {
        var content = new SecurityContent(SecurityDirection.Output, model.Process.Id, text.Text, model.ControlLabel);
        var verdict = await pipeline.EvaluateAsync(content, cancellationToken).ConfigureAwait(false);
        Enforce(verdict);
        return verdict.Outcome == SecurityOutcome.Rewrite ? new TextContent(verdict.Replacement) : text;
    }

    internal static void Enforce(SecurityVerdict verdict)
    {
        if (verdict.Outcome >= SecurityOutcome.RequireApproval && BoundaryChecks.Holds(BoundaryCheck.VerdictIsEnforced))
        {
            throw new SecurityBlockedException(verdict);
        }
    }
}
