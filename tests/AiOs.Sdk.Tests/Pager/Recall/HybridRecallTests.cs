using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AiOs;

public sealed class HybridRecallTests
{
    [Fact]
    public async Task Adding_WaitsForNoGenerator_AndWordsFindMeanwhile()
    {
        var generator = new Generator { Gate = new TaskCompletionSource() };
        await using var index = Create(generator);
        var pages = RecallPages.Draw(1, 40);
        var adding = index.AddAsync(pages).AsTask();
        Assert.True(adding.IsCompletedSuccessfully);
        await adding;
        Assert.NotEmpty(await index.SearchAsync(new RecallQuery { Text = "violin" }));
        Assert.Equal(40, index.PendingPages);

        generator.Gate.SetResult();
        await index.CatchUpAsync();
        Assert.Equal(0, index.PendingPages);
    }

    [Fact]
    public async Task AGeneratorThatFails_LeavesWhatWordsFind()
    {
        var pages = RecallPages.Draw(2, 40);
        await using var index = Create(new Generator { Fails = true });
        await index.AddAsync(pages);
        await index.CatchUpAsync(); // Gives up after a few attempts.
        var lexical = new LexicalRecallIndex();
        await lexical.AddAsync(pages);
        var query = new RecallQuery { Text = "the garden and the boat", Limit = 20 };
        Assert.Equal(await lexical.SearchAsync(query), await index.SearchAsync(query));
    }

    [Fact]
    public async Task AGeneratorThatFailsAtTheQuestion_LeavesWhatWordsFind()
    {
        var pages = RecallPages.Draw(3, 40);
        var generator = new Generator();
        await using var index = Create(generator);
        await index.AddAsync(pages);
        await index.CatchUpAsync();
        generator.Fails = true;
        var lexical = new LexicalRecallIndex();
        await lexical.AddAsync(pages);
        var query = new RecallQuery { Text = "the garden and the boat", Limit = 20 };
        Assert.Equal(await lexical.SearchAsync(query), await index.SearchAsync(query));
    }

    [Fact]
    public async Task APageRemovedWhileItIsEmbedded_GetsNoVector()
    {
        var generator = new Generator { Gate = new TaskCompletionSource() };
        await using var index = Create(generator);
        var pages = RecallPages.Draw(4, 3);
        await index.AddAsync(pages);
        await index.RemoveAsync([pages[1].Id]);
        generator.Gate.SetResult();
        await index.CatchUpAsync();
        await using var fresh = Create(new Generator());
        await fresh.AddAsync([pages[0], pages[2]]);
        await fresh.CatchUpAsync();
        var query = new RecallQuery { Text = "violin garden boat", Reader = "ada" };
        Assert.Equal(await fresh.SearchAsync(query), await index.SearchAsync(query));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData(null)]
    public async Task AReader_IsAnsweredAsIfNothingElseWereThere(string? reader)
    {
        var pages = RecallPages.Draw(5, 60);
        await using var all = Create(new Generator());
        await all.AddAsync(pages);
        await all.CatchUpAsync();
        await using var own = Create(new Generator());
        await own.AddAsync([.. pages.Where(page => page.Label.Readers.Contains(reader))]);
        await own.CatchUpAsync();
        foreach (var query in RecallPages.Ask(5, 10))
        {
            var asked = query with { Reader = reader };
            Assert.Equal(await own.SearchAsync(asked), await all.SearchAsync(asked));
        }
    }

    private static HybridRecallIndex Create(Generator generator) => (HybridRecallIndex)new HybridRecallIndexFactory(
        generator, new HybridRecallOptions { BatchSize = 16 }, NullLogger<HybridRecallIndexFactory>.Instance).Create("space");

    /// <summary>Embeds a text by its letters; fails or waits when told to.</summary>
    private sealed class Generator : IEmbeddingGenerator<string, Embedding<float>>
    {
        public TaskCompletionSource? Gate { get; init; }

        public bool Fails { get; set; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (Gate is not null)
            {
                await Gate.Task.WaitAsync(cancellationToken);
            }

            return Fails
                ? throw new InvalidOperationException("The model is out.")
                : new GeneratedEmbeddings<Embedding<float>>(values.Select(Embed));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static Embedding<float> Embed(string text)
        {
            float[] counts = new float[32];
            foreach (char c in text)
            {
                counts[c % 32]++;
            }

            return new Embedding<float>(counts);
        }
    }
}
