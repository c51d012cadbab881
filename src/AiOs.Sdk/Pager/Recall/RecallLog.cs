using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>What recall tells the host's log. No contents.</summary>
internal static partial class RecallLog
{
    [LoggerMessage(1, LogLevel.Warning, "The question could not be embedded; it is answered by words only.")]
    public static partial void QuestionNotEmbedded(ILogger logger, Exception reason);

    [LoggerMessage(2, LogLevel.Warning, "{Pages} pages could not be embedded, attempt {Attempt} of {MaxAttempts}.")]
    public static partial void PagesNotEmbedded(ILogger logger, int pages, int attempt, int maxAttempts, Exception reason);

    [LoggerMessage(3, LogLevel.Warning, "{Pages} pages will be found by words only: {Reason}")]
    public static partial void PagesLeftToWords(ILogger logger, int pages, string reason);

    [LoggerMessage(4, LogLevel.Information, "Vectors that another model made are deleted; the pages are embedded again.")]
    public static partial void VectorsOfAnotherModel(ILogger logger);

    [LoggerMessage(5, LogLevel.Warning, "Vectors that were kept do not read exactly, and are deleted; the pages are embedded again.")]
    public static partial void VectorsDamaged(ILogger logger, Exception reason);

    [LoggerMessage(6, LogLevel.Warning, "Vectors are not kept this time.")]
    public static partial void VectorsNotKept(ILogger logger, Exception reason);

    [LoggerMessage(7, LogLevel.Information, "Vectors are not kept: the embedding generator names no model in its EmbeddingGeneratorMetadata.")]
    public static partial void ModelHasNoName(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "The checkpoint of an index could not be written. It is tried again once there are more new pages.")]
    public static partial void CheckpointNotWritten(ILogger logger, Exception reason);

    [LoggerMessage(9, LogLevel.Warning, "The checkpoint of an index could not be read; the index is made from the pages.")]
    public static partial void CheckpointNotRead(ILogger logger, Exception reason);
}
