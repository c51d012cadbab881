namespace AiOs;

/// <summary>Makes a short text of pages, so that recall finds at once what is spread over many. It never stands in for them.</summary>
/// <remarks>Threads: called in the background, one summary at a time for a pager, and by any thread.</remarks>
public interface IPageSummarizer
{
    /// <summary>Gets the summarizer's name, which every summary shows; at most 64 characters on one line.</summary>
    string Name { get; }

    /// <summary>Gets the most that its words can be trusted, whatever it summarises: the label of a summary is joined with it.</summary>
    /// <remarks><see cref="Integrity.System"/> where every word is the pages' own; <see cref="Integrity.Untrusted"/> where a model finds the words.</remarks>
    Integrity Integrity { get; }

    /// <summary>Summarises pages.</summary>
    /// <param name="request">The pages and the bound.</param>
    /// <param name="cancellationToken">Cancels the work; it is, when the memory is closed.</param>
    /// <returns>The summary, within the bound; empty when there is nothing to say.</returns>
    /// <remarks>Whatever it throws is logged, and the pages are tried again at the end of the next epoch, a few times.</remarks>
    ValueTask<string> SummarizeAsync(SummaryRequest request, CancellationToken cancellationToken = default);
}
