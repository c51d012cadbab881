using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>Pages that wait for their vectors, and the one worker that makes them, in batches, while there are any.</summary>
/// <remarks>
/// Threads: any. A batch that fails is tried again with the next page or search that comes, a few times; then its pages are left to
/// their words.
/// </remarks>
internal sealed class EmbeddingQueue(
    IEmbeddingGenerator<string, Embedding<float>> generator, DenseRecall dense, HybridRecallOptions options, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Page> _pages = new();
    private readonly HashSet<PageId> _removed = []; // While a batch is being embedded.
    private readonly CancellationTokenSource _closing = new();
    private Task _worker = Task.CompletedTask;
    private bool _isWorking;
    private int _inWork;
    private int _failures; // In a row.

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _pages.Count + _inWork;
            }
        }
    }

    public void Add(IEnumerable<Page> pages)
    {
        int tooMany = 0;
        lock (_lock)
        {
            foreach (var page in pages)
            {
                if (_pages.Count < options.MaxPendingPages)
                {
                    _pages.AddLast(page);
                }
                else
                {
                    tooMany++;
                }
            }

            Start();
        }

        if (tooMany > 0)
        {
            RecallLog.PagesLeftToWords(logger, tooMany, $"more than {options.MaxPendingPages} wait already");
        }
    }

    /// <summary>Forgets pages, those being embedded at this moment included.</summary>
    public void Remove(IReadOnlyCollection<PageId> ids)
    {
        lock (_lock)
        {
            var removed = ids.ToHashSet();
            for (var node = _pages.First; node is not null;)
            {
                var next = node.Next;
                if (removed.Contains(node.Value.Id))
                {
                    _pages.Remove(node);
                }

                node = next;
            }

            if (_inWork > 0)
            {
                _removed.UnionWith(removed);
            }

            dense.Remove(ids);
        }
    }

    /// <summary>Drops the vectors of pages that an index does not have.</summary>
    public void KeepOnly(RecallStore store)
    {
        lock (_lock)
        {
            dense.KeepOnly(store);
        }
    }

    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task worker;
            lock (_lock)
            {
                if (_pages.Count + _inWork == 0)
                {
                    return;
                }

                Start();
                worker = _worker;
            }

            await worker.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_closing.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _worker.ConfigureAwait(false);
        _closing.Dispose();
    }

    private void Start()
    {
        if (!_isWorking && _pages.Count > 0 && !_closing.IsCancellationRequested)
        {
            _isWorking = true;
            _worker = Task.Run(() => WorkAsync(_closing.Token), CancellationToken.None);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (TakeBatch() is { Length: > 0 } batch)
        {
            try
            {
                var embeddings = await EmbedAsync(batch, cancellationToken).ConfigureAwait(false);
                Keep(batch, embeddings);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                GiveBack([]);
                return;
            }
            catch (Exception e) // The generator is the host's: whatever it throws, the pages are still found by their words.
            {
                _failures++;
                RecallLog.PagesNotEmbedded(logger, batch.Length, _failures, options.MaxAttempts, e);
                bool isHopeless = _failures >= options.MaxAttempts;
                if (isHopeless)
                {
                    _failures = 0;
                    RecallLog.PagesLeftToWords(logger, batch.Length, "the generator failed too often");
                }

                GiveBack(isHopeless ? [] : batch);
                return;
            }
        }
    }

    private Page[] TakeBatch()
    {
        lock (_lock)
        {
            var batch = new Page[Math.Min(options.BatchSize, _pages.Count)];
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = _pages.First!.Value;
                _pages.RemoveFirst();
            }

            _inWork = batch.Length;
            _removed.Clear();
            _isWorking = batch.Length > 0;
            return batch;
        }
    }

    private void GiveBack(Page[] batch)
    {
        lock (_lock)
        {
            foreach (var page in batch.Reverse().Where(page => !_removed.Contains(page.Id)))
            {
                _pages.AddFirst(page);
            }

            _inWork = 0;
            _isWorking = false;
        }
    }

    private void Keep(Page[] batch, GeneratedEmbeddings<Embedding<float>> embeddings)
    {
        lock (_lock)
        {
            for (int i = 0; i < batch.Length; i++)
            {
                if (!_removed.Contains(batch[i].Id))
                {
                    dense.Set(batch[i].Id, embeddings[i].Vector.Span);
                }
            }

            _inWork = 0;
            _failures = 0;
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(Page[] batch, CancellationToken cancellationToken)
    {
        var embeddings = await generator.GenerateAsync(batch.Select(TextOf), cancellationToken: cancellationToken).ConfigureAwait(false);
        return embeddings.Count == batch.Length
            ? embeddings
            : throw new AiOsException(
                $"The embedding generator gave {embeddings.Count} vectors for {batch.Length} texts; it must give one for each, in order.");
    }

    // With the name of who says "I", a vector is nearer to questions about that person: half a point of recall@10 on unseen conversations.
    private static string TextOf(Page page)
    {
        var (author, text) = RecallStore.WordsOf(page);
        return string.IsNullOrWhiteSpace(author) ? text : $"{author}: {text}";
    }
}
