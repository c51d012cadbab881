namespace AiOs;

/// <summary>Lets no step begin without admission.</summary>
internal sealed class SchedulerMiddleware(IScheduler scheduler) : ISyscallMiddleware
{
    /// <summary>The capability of a model that goes on with an answer whose beginning is sent to it.</summary>
    private const string PrefixCapability = "assistant-prefix";

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
            (int)Math.Min(int.MaxValue, (long)receipt.BoundTokens + receipt.Budget.ReserveTokens))
        {
            Weight = call.Process.Spec.Weight,
            Deadline = call.Process.Spec.Deadline,
            StepsBefore = Math.Max(0, call.At.Step - 1),
            CanYield = model.Model.Manifest.Capabilities.Contains(PrefixCapability, StringComparer.Ordinal),
        };
        model.Response = null; // Of an attempt that somebody further out now repeats: it is no answer to this one.
        do
        {
            await CallAsync(model, request, next, cancellationToken).ConfigureAwait(false);
        }
        while (model.Response is null && model.Preemption.IsCancellationRequested); // Interrupted: it goes on when its turn comes again.
    }

    private async ValueTask CallAsync(
        ModelSyscall model, AdmissionRequest request, SyscallHandler next, CancellationToken cancellationToken)
    {
        using var admission = await scheduler.AdmitAsync(request, cancellationToken).ConfigureAwait(false);
        model.Preemption = admission.Preemption;
        try
        {
            await next(model, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ModelThrottledException.FindRetryAfter(e) is { } time)
        {
            admission.HoldOff(time);
            throw;
        }

        admission.Report(model.Response?.Usage?.TotalTokenCount ?? model.Request.Receipt.CountedTokens);
    }
}
