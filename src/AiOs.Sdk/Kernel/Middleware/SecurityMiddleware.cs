using System.Text.Json;

namespace AiOs;

/// <summary>Brings every system call before the reference monitor, and a model's words before the stages, both ways.</summary>
internal sealed class SecurityMiddleware(ISecurityPipeline pipeline, IStoreLabels stores) : ISyscallMiddleware
{
    public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        if (call is ToolSyscall tool && BoundaryChecks.Holds(BoundaryCheck.ArgumentsAreFrozen))
        {
            Freeze(tool);
        }

        Enforce(await pipeline.AuthorizeAsync(call, cancellationToken).ConfigureAwait(false));
        if (call is ToolSyscall { Tool.Store: { } store } stored && BoundaryChecks.Holds(BoundaryCheck.StoresKeepLabels))
        {
            await CallStoredAsync(stored, store, next, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (call is not ModelSyscall model)
        {
            await next(call, cancellationToken).ConfigureAwait(false);
            return;
        }

        if ((pipeline.Directions & SecurityDirection.Input) != SecurityDirection.None)
        {
            await JudgeInputAsync(model, cancellationToken).ConfigureAwait(false);
        }

        if ((pipeline.Directions & SecurityDirection.Output) != SecurityDirection.None && !call.Process.Spec.IsQuarantined)
        {
            await JudgeOutputAsync(model, next, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await next(call, cancellationToken).ConfigureAwait(false);
        }
    }

    // The label is kept before the write happens: killed in between, the place is trusted less than it could be, and never more.
    private async ValueTask CallStoredAsync(ToolSyscall call, string store, SyscallHandler next, CancellationToken cancellationToken)
    {
        if (call.Tool.Effects.IsOutward())
        {
            var written = call.ControlLabel.Join(call.BranchLabel).Join(call.Invocation.ArgumentsLabel);
            await stores.JoinAsync(store, written, cancellationToken).ConfigureAwait(false);
        }

        await next(call, cancellationToken).ConfigureAwait(false);
        if (call.Result is { } result)
        {
            call.Result = result with { Label = result.Label.Join(stores.Find(store)) };
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

    // No unchecked word leaves: what the stages passed goes on while the model still speaks, the rest when they have seen all of it.
    private async ValueTask JudgeOutputAsync(ModelSyscall model, SyscallHandler next, CancellationToken cancellationToken)
    {
        var sink = model.TextSink;
        var answer = new JudgedAnswer(pipeline, new SecurityContent(SecurityDirection.Output, model.Process.Id, "", model.ControlLabel), sink);
        model.TextSink = sink is null ? null : answer.WriteAsync;
        try
        {
            await next(model, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            model.TextSink = sink;
        }

        if (model.Response is { } response)
        {
            await answer.CompleteAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    internal static void Enforce(SecurityVerdict verdict)
    {
        if (verdict.Outcome >= SecurityOutcome.RequireApproval && BoundaryChecks.Holds(BoundaryCheck.VerdictIsEnforced))
        {
            throw new SecurityBlockedException(verdict);
        }
    }
}
