using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>The vectors of one space's pages, by the numbers that the lexical index gave them.</summary>
internal sealed class DenseRecall(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    private const int BatchSize = 32;
    private const int Nearest = 256; // Beyond these a page is no nearer than any other.
    private HnswIndex? _vectors;

    /// <summary>Embeds pages that are not here yet.</summary>
    public async ValueTask AddAsync(IReadOnlyList<(int Number, string Text)> pages, CancellationToken cancellationToken)
    {
        foreach (var batch in pages.Where(page => page.Text.Length > 0 && _vectors?.Contains(page.Number) != true).Chunk(BatchSize))
        {
            var embeddings = await generator.GenerateAsync(batch.Select(static page => page.Text), cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (embeddings.Count != batch.Length)
            {
                throw new AiOsException(
                    $"The embedding generator gave {embeddings.Count} vectors for {batch.Length} texts; it must give one for each, in order.");
            }

            for (int i = 0; i < batch.Length; i++)
            {
                var vector = embeddings[i].Vector;
                _vectors ??= new HnswIndex(vector.Length, new HnswOptions { Metric = VectorMetric.Cosine });
                if (vector.Span.ContainsAnyExcept(0f))
                {
                    _vectors.Upsert(batch[i].Number, vector.Span);
                }
            }
        }
    }

    /// <summary>Writes how near the nearest pages are: above the farthest of them, so that the rest counts as 0.</summary>
    public async ValueTask ScoreAsync(string text, RecallScratch scratch, CancellationToken cancellationToken)
    {
        if (_vectors is not { Count: > 0 } vectors || string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        var query = await generator.GenerateVectorAsync(text, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (!query.Span.ContainsAnyExcept(0f))
        {
            return;
        }

        var nearest = new Neighbor[Math.Min(Nearest, vectors.Count)];
        int found = vectors.Search(query.Span, nearest, new VectorSearchOptions { SearchWidth = 2 * Nearest });
        for (int i = 0; i < found; i++)
        {
            scratch.SetDense((int)nearest[i].Key, nearest[found - 1].Distance - nearest[i].Distance);
        }
    }

    public void Remove(IEnumerable<int> numbers)
    {
        foreach (int number in numbers)
        {
            _vectors?.Remove(number);
        }

        _vectors?.Compact(); // Erased vectors are overwritten, not only passed over.
    }
}
