using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AiOs;

/// <summary>Every name of the SDK's traces and metrics, in one place.</summary>
/// <remarks>
/// Source: OpenTelemetry semantic conventions for generative AI 1.37, whose names begin with <c>gen_ai.</c>; names of our own begin with
/// <c>aios.</c>. Neither prompts nor answers nor arguments are recorded.
/// </remarks>
internal static class AiOsTelemetry
{
    public const string Name = "AiOs";
    public const string Operation = "gen_ai.operation.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string AgentName = "gen_ai.agent.name";
    public const string ToolName = "gen_ai.tool.name";
    public const string ToolCallId = "gen_ai.tool.call.id";
    public const string ErrorType = "error.type";
    public const string Process = "aios.process.id";
    public const string Syscall = "aios.syscall";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Histogram<long> TokenUsage = Meter.CreateHistogram<long>(
        "gen_ai.client.token.usage", "{token}", "Tokens of a model call.");

    public static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "gen_ai.client.operation.duration", "s", "Time of a model call.");

    public static readonly Histogram<double> SyscallDuration = Meter.CreateHistogram<double>(
        "aios.syscall.duration", "s", "Time of a system call.");

    public static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "aios.pager.faults", "{page}", "Pages brought back into a window.");

    public static readonly Counter<long> Evictions = Meter.CreateCounter<long>(
        "aios.pager.evictions", "{page}", "Pages evicted from a window.");

    public static readonly Counter<long> LostModelCalls = Meter.CreateCounter<long>(
        "aios.journal.lost_model_calls", "{call}", "Model calls that are known to have been begun before a restart and whose answers were lost.");
}
