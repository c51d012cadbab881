using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class SentenceEncoderTests
{
    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 23).Select(i => string.Join(' ', Enumerable.Repeat(i % 3 == 0 ? "cats sat" : "the mat, a b", 1 + (i % 7))))];

    [Theory]
    [InlineData("F32", "gelu", SentencePooling.Mean)]
    [InlineData("F16", "gelu", SentencePooling.Cls)]
    [InlineData("BF16", "relu", SentencePooling.Mean)]
    [InlineData("F32", "gelu_new", SentencePooling.Cls)]
    public void Vectors_are_those_of_plain_loops(string type, string act, SentencePooling pooling) =>
        Assert.Null(TinyModel.FirstDifference(type, act, pooling));

    [Theory]
    [InlineData(WeightPrecision.Float32)]
    [InlineData(WeightPrecision.Int8)]
    public async Task A_text_has_the_same_vector_in_any_batch_order_and_number_of_threads(WeightPrecision precision)
    {
        using var model = new TinyModel();
        using SentenceEncoder one = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Threads = 1, Precision = precision });
        using SentenceEncoder many = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Threads = 4, Precision = precision });
        float[] alone = new float[one.Dimensions];
        for (int count = 1; count <= Texts.Length; count++)
        {
            string[] texts = [.. Texts.Take(count).Reverse()];
            GeneratedEmbeddings<Embedding<float>> together = await many.GenerateAsync(texts);
            for (int i = 0; i < count; i++)
            {
                one.Embed(texts[i], alone);
                Assert.True(together[i].Vector.Span.SequenceEqual(alone), texts[i]);
            }
        }
    }

    [Fact]
    public async Task What_is_cut_off_is_counted()
    {
        using var model = new TinyModel();
        using SentenceEncoder encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { MaxTokens = 8 });
        GeneratedEmbeddings<Embedding<float>> result = await encoder.GenerateAsync(["a b c a b c", "a b c a b c the cat sat"]);
        Assert.Null(result[0].AdditionalProperties);
        Assert.Equal(3, result[1].AdditionalProperties![SentenceEncoder.DroppedTokensProperty]);
        Assert.Equal(16, result.Usage!.InputTokenCount);
        Assert.True(result[0].Vector.Span.SequenceEqual(result[1].Vector.Span), "both are the same first six tokens");
    }

    [Fact]
    public async Task A_prefix_is_part_of_the_text()
    {
        using var model = new TinyModel();
        using SentenceEncoder encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Prefix = "the " });
        var query = new EmbeddingGenerationOptions
        {
            AdditionalProperties = new AdditionalPropertiesDictionary { [SentenceEncoder.PrefixProperty] = "a " },
        };
        var none = new EmbeddingGenerationOptions
        {
            AdditionalProperties = new AdditionalPropertiesDictionary { [SentenceEncoder.PrefixProperty] = "" },
        };
        Assert.Equal((await encoder.GenerateAsync(["the cat"], none))[0].Vector, (await encoder.GenerateAsync(["cat"]))[0].Vector, SameNumbers);
        Assert.Equal((await encoder.GenerateAsync(["a cat"], none))[0].Vector, (await encoder.GenerateAsync(["cat"], query))[0].Vector, SameNumbers);
    }

    [Fact]
    public async Task Bad_calls_are_refused()
    {
        using var model = new TinyModel();
        using SentenceEncoder encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { MaxTextChars = 4 });
        await Assert.ThrowsAsync<ArgumentException>(() => encoder.GenerateAsync(["abcde"]));
        await Assert.ThrowsAsync<ArgumentException>(() => encoder.GenerateAsync([null!]));
        await Assert.ThrowsAsync<ArgumentException>(() => encoder.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 7 }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => encoder.GenerateAsync(["a"], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(await encoder.GenerateAsync([]));
    }

    [Fact]
    public void One_text_allocates_nothing_once_the_buffers_have_grown()
    {
        using var model = new TinyModel();
        using SentenceEncoder encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Threads = 1 });
        float[] vector = new float[encoder.Dimensions];
        Assert.Equal(Bytes("a"), Bytes(Texts[6])); // A constant for the bag of buffers at most, none for a token.

        long Bytes(string text)
        {
            encoder.Embed(text, vector);
            encoder.Embed(text, vector);
            long before = GC.GetAllocatedBytesForCurrentThread();
            encoder.Embed(text, vector);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void The_registration_gives_way_to_the_hosts_own_and_else_loads_the_folder()
    {
        using var model = new TinyModel();
        using ServiceProvider provider = new ServiceCollection().AddEmbeddings(model.Folder).BuildServiceProvider();
        var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.IsType<SentenceEncoder>(generator);
        Assert.Equal(TinyModel.Hidden, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);

        using var other = new TinyModel();
        using ServiceProvider both = new ServiceCollection().AddSingleton(generator).AddEmbeddings(other.Folder).BuildServiceProvider();
        Assert.Same(generator, both.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
    }

    private static bool SameNumbers(ReadOnlyMemory<float> left, ReadOnlyMemory<float> right) => left.Span.SequenceEqual(right.Span);
}
