namespace AiOs;

/// <summary>Lets no step begin without admission.</summary>
internal sealed class SchedulerMiddleware(IScheduler scheduler) : ISyscallMiddleware
{
    public async ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        if (call is not ModelSyscall model)
        {
            await next(call, cancellationToken).ConfigureAwait(false);
            return;
        }

        var receipt = model.Request.Receipt;
        var request = new AdmissionRequest(
            call.Process.Id,
            model.Model.Manifest.Id,
            call.Process.Spec.Priority,
            (int)Math.Min(int.MaxValue, (long)receipt.BoundTokens + receipt.Budget.ReserveTokens));
        using var admission = await scheduler.AdmitAsync(request, cancellationToken).ConfigureAwait(false);
        await next(call, cancellationToken).ConfigureAwait(false);
        admission.Report(model.Response?.Usage?.TotalTokenCount ?? receipt.CountedTokens);
    }
}
