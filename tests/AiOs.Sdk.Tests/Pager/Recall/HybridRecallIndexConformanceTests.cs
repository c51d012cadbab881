using Microsoft.Extensions.AI;

namespace AiOs;

public sealed class HybridRecallIndexConformanceTests : RecallIndexConformanceTests
{
    protected override IRecallIndex CreateIndex() =>
        new CaughtUpIndex((IBackgroundRecallIndex)new HybridRecallIndexFactory(new WordCounts()).Create("test"));

    /// <summary>An index whose searches wait for its vectors, so that each finds the same.</summary>
    private sealed class CaughtUpIndex(IBackgroundRecallIndex inner) : IRecallIndex
    {
        public ValueTask AddAsync(IReadOnlyList<Page> pages, CancellationToken cancellationToken = default) =>
            inner.AddAsync(pages, cancellationToken);

        public async ValueTask<IReadOnlyList<RecallHit>> SearchAsync(RecallQuery query, CancellationToken cancellationToken = default)
        {
            await inner.CatchUpAsync(cancellationToken);
            return await inner.SearchAsync(query, cancellationToken);
        }

        public ValueTask<int> RemoveAsync(IReadOnlyCollection<PageId> ids, CancellationToken cancellationToken = default) =>
            inner.RemoveAsync(ids, cancellationToken);
    }

    /// <summary>Embeds a text as the counts of its words: texts that share words are close, and nothing has to be loaded.</summary>
    private sealed class WordCounts : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(Embed)));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static Embedding<float> Embed(string text)
        {
            float[] counts = new float[256];
            foreach (string word in text.ToLowerInvariant().Split([' ', '.', ',', '?', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                uint hash = 2_166_136_261; // FNV-1a: the same in every run, which string.GetHashCode is not.
                foreach (char c in word)
                {
                    hash = (hash ^ c) * 16_777_619;
                }

                counts[hash % counts.Length]++;
            }

            return new Embedding<float>(counts);
        }
    }
}
