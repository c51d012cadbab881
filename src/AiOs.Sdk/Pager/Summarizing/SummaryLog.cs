using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>What summaries tell the host's log. No contents.</summary>
internal static partial class SummaryLog
{
    [LoggerMessage(1, LogLevel.Warning, "A summary of {Pages} pages by '{Summarizer}' failed, attempt {Attempt} of {MaxAttempts}.")]
    public static partial void SummaryFailed(ILogger logger, int pages, string summarizer, int attempt, int maxAttempts, Exception reason);

    [LoggerMessage(2, LogLevel.Warning, "{Pages} pages stay without a summary by '{Summarizer}' until the memory is opened again: it failed too often.")]
    public static partial void SummaryGivenUp(ILogger logger, int pages, string summarizer);

    [LoggerMessage(3, LogLevel.Warning, "A summary of {Pages} pages could not be stored; it is kept, and stored with the next request.")]
    public static partial void SummaryNotStored(ILogger logger, int pages, Exception reason);
}
