namespace AiOs;

/// <summary>Writes down what a process is about to do, after everything has let it pass and before it happens.</summary>
/// <remarks>
/// A call that may be repeated is simply made again after a crash. One that may not is durable before it is begun. A call of a model is
/// written down once it has begun, unless its answer is there by then, which says as much. The outcome is written by whoever uses it:
/// what counts is what came back through the whole path.
/// </remarks>
internal sealed class JournalMiddleware : ISyscallMiddleware
{
    public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        if (call is { Process: KernelProcess { Log: { } log }, At.Turn: > 0 })
        {
            switch (call)
            {
                case ModelSyscall:
                    var answering = next(call, cancellationToken);
                    if (!answering.IsCompletedSuccessfully)
                    {
                        log.Post(new JournalRecord(JournalRecordKind.ModelIntent) { Turn = call.At.Turn, Step = call.At.Step });
                    }

                    await answering.ConfigureAwait(false);
                    return;
                case ToolSyscall tool when IsRisky(tool.Tool):
                    var intent = new JournalRecord(JournalRecordKind.ToolIntent)
                    {
                        Turn = call.At.Turn,
                        Step = call.At.Step,
                        Index = tool.Invocation.Index,
                        Text = tool.Tool.Name,
                    };
                    await log.WriteAsync(intent, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    break;
            }
        }

        await next(call, cancellationToken).ConfigureAwait(false);
    }

    // What has no effect, or has none when it is repeated, needs no guard.
    private static bool IsRisky(ToolDescriptor tool) => !tool.IsIdempotent && tool.Effects.IsOutward();
}
