namespace AiOs;

/// <summary>Summaries of one address space that wait to be made or kept, and the one worker that makes them while there are any.</summary>
/// <remarks>
/// Threads: any. The worker needs no turn in the address space: what it made waits until the space takes it. A summary that fails is tried again when
/// more come, at the end of the next epoch, a few times.
/// </remarks>
internal sealed class SummaryQueue(SummaryParts parts, IPageStore store, ITokenCounter counter) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<SummaryJob> _waiting = new();
    private readonly List<SummaryJob> _made = [];
    private readonly CancellationTokenSource _closing = new();
    private SummaryJob? _inWork;
    private Task _worker = Task.CompletedTask;
    private bool _isWorking;

    /// <summary>Gets how many more summaries may wait.</summary>
    public int Room
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(0, parts.Options.MaxPending - _waiting.Count - _made.Count - (_inWork is null ? 0 : 1));
            }
        }
    }

    /// <summary>Adds summaries to be made, as many as there is room for at most, and goes on with those that failed.</summary>
    public void Add(IEnumerable<SummaryJob> jobs)
    {
        lock (_lock)
        {
            foreach (var job in jobs)
            {
                _waiting.AddLast(job);
            }

            if (!_isWorking && _waiting.Count > 0 && !_closing.IsCancellationRequested)
            {
                _isWorking = true;
                _worker = Task.Run(() => WorkAsync(_closing.Token), CancellationToken.None);
            }
        }
    }

    /// <summary>Gives what was made and not kept yet.</summary>
    public SummaryJob[] ListMade()
    {
        lock (_lock)
        {
            return [.. _made];
        }
    }

    /// <summary>Lets go of a summary that is kept by now.</summary>
    public void Release(SummaryJob job)
    {
        lock (_lock)
        {
            _made.Remove(job);
        }
    }

    /// <summary>Forgets every summary of pages that were erased, the one being made at this moment included.</summary>
    /// <returns>The summaries that will not come.</returns>
    public IReadOnlyList<SummaryJob> Forget(HashSet<PageId> erased)
    {
        lock (_lock)
        {
            List<SummaryJob> forgotten = [.. _waiting.Concat(_made).Where(job => job.Names(erased))];
            _made.RemoveAll(forgotten.Contains);
            foreach (var job in forgotten)
            {
                _waiting.Remove(job);
            }

            if (_inWork is { IsForgotten: false } current && current.Names(erased))
            {
                current.IsForgotten = true;
                forgotten.Add(current);
            }

            return forgotten;
        }
    }

    /// <summary>Waits until the worker has nothing to do, or leaves the rest for later.</summary>
    public Task RestAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _worker.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _worker.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (Next() is { } job)
        {
            try
            {
                await parts.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    job.Draft = await MakeAsync(job, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    parts.Gate.Release();
                }

                Keep(job);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return; // Closed: whatever is not kept is made again some day.
            }
            catch (Exception e) // The summarizer is the host's: whatever it throws, the pages themselves are all there.
            {
                Fail(job, e);
                return;
            }
        }
    }

    private SummaryJob? Next()
    {
        lock (_lock)
        {
            _inWork = _waiting.First?.Value;
            _isWorking = _inWork is not null;
            if (_isWorking)
            {
                _waiting.RemoveFirst();
            }

            return _inWork;
        }
    }

    private void Keep(SummaryJob job)
    {
        lock (_lock)
        {
            _inWork = null;
            if (job.Draft is not null && !job.IsForgotten)
            {
                _made.Add(job);
            }
        }
    }

    private void Fail(SummaryJob job, Exception reason)
    {
        job.Failures++;
        SummaryLog.SummaryFailed(parts.Logger, job.Pages.Length, parts.Summarizer.Name, job.Failures, parts.Options.MaxAttempts, reason);
        bool isHopeless = job.Failures >= parts.Options.MaxAttempts;
        if (isHopeless)
        {
            SummaryLog.SummaryGivenUp(parts.Logger, job.Pages.Length, parts.Summarizer.Name);
        }

        lock (_lock)
        {
            _inWork = null;
            _isWorking = false;
            if (!isHopeless && !job.IsForgotten)
            {
                _waiting.AddLast(job); // Behind the others: one that always fails holds up nobody for ever.
            }
        }
    }

    private async Task<PageDraft?> MakeAsync(SummaryJob job, CancellationToken cancellationToken)
    {
        var pages = await ReadAsync(job.Pages, cancellationToken).ConfigureAwait(false);
        if (pages.Count != job.Pages.Length)
        {
            return null; // Erased a moment ago, of which the space is about to hear.
        }

        var request = new SummaryRequest(pages, parts.Options.MaxTokens, counter)
        {
            Elsewhere = await ReadAsync(job.Elsewhere, cancellationToken).ConfigureAwait(false),
        };
        string text = await parts.Summarizer.SummarizeAsync(request, cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        int tokens = counter.CountTokens(text);
        return tokens <= parts.Options.MaxTokens
            ? SummaryPages.Draft(parts.Summarizer, pages, text)
            : throw new AiOsException(
                $"The summarizer '{parts.Summarizer.Name}' gave {tokens} tokens where {parts.Options.MaxTokens} were asked for; it must keep to the bound.");
    }

    private async Task<List<Page>> ReadAsync(PageId[] ids, CancellationToken cancellationToken)
    {
        var pages = new List<Page>(ids.Length);
        foreach (var id in ids)
        {
            if (await store.ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } page)
            {
                pages.Add(page);
            }
        }

        return pages;
    }
}
