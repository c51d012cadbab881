using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>What the address spaces of a pager make summaries with.</summary>
internal sealed record SummaryParts(IPageSummarizer Summarizer, SummaryOptions Options, ILogger Logger)
{
    /// <summary>Gets the turn of whoever summarises: one at a time, however many spaces are open, so that turns keep the model.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);
}
