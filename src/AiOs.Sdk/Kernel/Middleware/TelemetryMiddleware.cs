using System.Diagnostics;

namespace AiOs;

/// <summary>A span and a duration for every system call. Costs a check where nobody listens.</summary>
internal sealed class TelemetryMiddleware(TimeProvider time) : ISyscallMiddleware
{
    public ValueTask InvokeAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken = default)
    {
        bool isListenedTo = AiOsTelemetry.Source.HasListeners()
            || AiOsTelemetry.SyscallDuration.Enabled || AiOsTelemetry.Duration.Enabled || AiOsTelemetry.TokenUsage.Enabled;
        return isListenedTo ? MeasureAsync(call, next, cancellationToken) : next(call, cancellationToken);
    }

    private async ValueTask MeasureAsync(Syscall call, SyscallHandler next, CancellationToken cancellationToken)
    {
        using var activity = Start(call);
        long started = time.GetTimestamp();
        string? error = null;
        try
        {
            await next(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e.GetType().FullName;
            activity?.SetStatus(ActivityStatusCode.Error);
            activity?.SetTag(AiOsTelemetry.ErrorType, error);
            throw;
        }
        finally
        {
            Record(call, activity, time.GetElapsedTime(started).TotalSeconds, error);
        }
    }

    private static Activity? Start(Syscall call)
    {
        var (name, operation) = call switch
        {
            ModelSyscall model => ("chat " + model.Model.Manifest.Id, "chat"),
            ToolSyscall tool => ("execute_tool " + tool.Tool.Name, "execute_tool"),
            SpawnSyscall => ("create_agent", "create_agent"),
            _ => (call.Subject, null),
        };
        var kind = call is ModelSyscall ? ActivityKind.Client : ActivityKind.Internal;
        var activity = AiOsTelemetry.Source.StartActivity(name, kind);
        activity?.SetTag(AiOsTelemetry.Operation, operation);
        activity?.SetTag(AiOsTelemetry.Process, call.Process.Id.Value);
        activity?.SetTag(AiOsTelemetry.AgentName, call.Process.Spec.Name);
        if (call is ToolSyscall toolCall)
        {
            activity?.SetTag(AiOsTelemetry.ToolName, toolCall.Tool.Name);
            activity?.SetTag(AiOsTelemetry.ToolCallId, toolCall.Invocation.CallId);
        }

        return activity;
    }

    private static void Record(Syscall call, Activity? activity, double seconds, string? error)
    {
        var tags = new TagList { { AiOsTelemetry.Syscall, call.Subject } };
        if (error is not null)
        {
            tags.Add(AiOsTelemetry.ErrorType, error);
        }

        AiOsTelemetry.SyscallDuration.Record(seconds, tags);
        if (call is ModelSyscall model)
        {
            RecordModel(model, activity, seconds, tags);
        }
    }

    private static void RecordModel(ModelSyscall call, Activity? activity, double seconds, TagList tags)
    {
        tags.Add(AiOsTelemetry.Operation, "chat");
        tags.Add(AiOsTelemetry.RequestModel, call.Model.Manifest.Id);
        activity?.SetTag(AiOsTelemetry.RequestModel, call.Model.Manifest.Id);
        AiOsTelemetry.Duration.Record(seconds, tags);
        if (call.Response is not { } response)
        {
            return;
        }

        activity?.SetTag(AiOsTelemetry.ResponseModel, response.ModelId);
        if (response.Usage is { } usage)
        {
            activity?.SetTag(AiOsTelemetry.InputTokens, usage.InputTokenCount);
            activity?.SetTag(AiOsTelemetry.OutputTokens, usage.OutputTokenCount);
            AiOsTelemetry.TokenUsage.Record(usage.InputTokenCount ?? 0, [.. tags, new(AiOsTelemetry.TokenType, "input")]);
            AiOsTelemetry.TokenUsage.Record(usage.OutputTokenCount ?? 0, [.. tags, new(AiOsTelemetry.TokenType, "output")]);
        }
    }
}
