using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AiOs;

/// <summary>A lexical index of one address space beside the vectors of its pages, which come in the background.</summary>
internal sealed class HybridRecallIndex : IBackgroundRecallIndex, ISharesPageIds, IAsyncDisposable
{
    private readonly LexicalRecallIndex _lexical;
    private readonly DenseRecall _dense;
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly ILogger _logger;
    private readonly EmbeddingQueue _queue;
    private readonly SemaphoreSlim _opening = new(1);
    private readonly bool _isKept;
    private volatile bool _isOpen;
    private volatile bool _isSettled;

    public HybridRecallIndex(
        LexicalRecallIndex lexical,
        IEmbeddingGenerator<string, Embedding<float>> generator,
        HybridRecallOptions options,
        ILogger logger,
        KeptVectors? kept = null)
    {
        _isKept = kept is not null;
        _dense = new DenseRecall(kept);
        _lexical = lexical;
        _generator = generator;
        _logger = logger;
        _queue = new EmbeddingQueue(generator, _dense, options, logger);
    }

    /// <summary>Gets the lexical half.</summary>
    public LexicalRecallIndex Lexical => _lexical;

    public int PendingPages => _queue.Count;

    public void ShareIds(PageIdIndex ids) => _lexical.ShareIds(ids);

    public async ValueTask AddAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken = default)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        await _lexical.AddAsync(pages, cancellationToken).ConfigureAwait(false);
        _queue.Add(pages.Where(page => !_dense.Contains(page.Id)));
    }

    public async ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken = default)
    {
        LexicalRecallIndex.Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        return _lexical.Search(_lexical.StoreFor(query.Reader), query, await FindNearestAsync(query, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<int> RemoveAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        _queue.Remove(ids);
        return await _lexical.RemoveAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    public Task CatchUpAsync(CancellationToken cancellationToken = default) => _queue.CatchUpAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        _dense.Dispose();
        await _lexical.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Describes the candidates of a search, for who fits the weights.</summary>
    public async Task DescribeAsync(RecallQuery query, Action<PageId, ReadOnlySpan<float>> describe) =>
        _lexical.Describe(query, await FindNearestAsync(query, CancellationToken.None).ConfigureAwait(false), describe);

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (!_isKept || _isOpen)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isOpen)
            {
                // Much is read and checked: on another thread.
                await Task.Run(_dense.Open, CancellationToken.None).ConfigureAwait(false);
                _isOpen = true;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    // As with words: what was kept takes part once its page is added again. By the first search all of them are.
    private async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        await _lexical.SettleAsync(cancellationToken).ConfigureAwait(false);
        if (_isKept && !_isSettled)
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            _queue.KeepOnly(_lexical.Store);
            _isSettled = true;
        }
    }

    private async ValueTask<IReadOnlyList<DensePage>> FindNearestAsync(RecallQuery query, CancellationToken cancellationToken)
    {
        if (_dense.Count == 0 || string.IsNullOrWhiteSpace(query.Text))
        {
            return [];
        }

        try
        {
            var question = await _generator.GenerateVectorAsync(query.Text, cancellationToken: cancellationToken).ConfigureAwait(false);
            var store = _lexical.StoreFor(query.Reader);
            return _dense.Find(question.Span, store, isWhole: ReferenceEquals(store, _lexical.Store));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            RecallLog.QuestionNotEmbedded(_logger, e);
            return []; // Words find what they can: a memory must not fail because a model does.
        }
    }
}
