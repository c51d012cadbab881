using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What tells a summary from a digest, and how it becomes a page.</summary>
internal static class SummaryPages
{
    private const string SourcePrefix = "summary by ";

    public static bool IsSummary(Page page) =>
        page.Kind == PageKind.Summary && page.Source.StartsWith(SourcePrefix, StringComparison.Ordinal);

    public static PageDraft Draft(IPageSummarizer summarizer, IReadOnlyList<Page> pages, string text)
    {
        var label = pages.Aggregate(
            new SecurityLabel(summarizer.Integrity, ReaderSet.Everyone), static (joined, page) => joined.Join(page.Label));
        return new PageDraft
        {
            Kind = PageKind.Summary,
            Messages = [new ChatMessage(ChatRole.User, text)],
            Source = SourcePrefix + summarizer.Name,
            Time = pages.Max(static page => page.Time), // Found by the days that it tells of, not by the day it was made.
            Label = label,
            Covers = [.. pages.Select(static page => page.Id)],
        };
    }
}
