using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A lexical index of one address space beside the vectors of its pages.</summary>
internal sealed class HybridRecallIndex(IEmbeddingGenerator<string, Embedding<float>> generator) : IRecallIndex
{
    private readonly LexicalRecallIndex _lexical = new();
    private readonly DenseRecall _dense = new(generator);

    public async ValueTask AddAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken = default)
    {
        await _lexical.AddAsync(pages, cancellationToken).ConfigureAwait(false);
        await _dense.AddAsync([.. pages.Select(page => (_lexical.NumberOf(page.Id), page.GetText()))], cancellationToken)
            .ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken = default) =>
        _lexical.SearchAsync(query, _dense, cancellationToken);

    public async ValueTask<int> RemoveAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _dense.Remove(ids.Select(_lexical.NumberOf).Where(static number => number >= 0).ToList());
        return await _lexical.RemoveAsync(ids, cancellationToken).ConfigureAwait(false);
    }
}
