using System.Numerics.Tensors;
using System.Text;
using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

public sealed class RealWeightsTests
{
    [SkippableFact]
    public async Task Related_sentences_are_closer_than_unrelated_ones()
    {
        using SentenceEncoder encoder = RealModel.Load();
        GeneratedEmbeddings<Embedding<float>> vectors = await encoder.GenerateAsync(
            ["A man is eating food.", "Someone eats a meal.", "The stock market fell sharply today."]);

        float related = TensorPrimitives.Dot(vectors[0].Vector.Span, vectors[1].Vector.Span);
        float unrelated = TensorPrimitives.Dot(vectors[0].Vector.Span, vectors[2].Vector.Span);

        Assert.True(related > 0.6f, $"related: {related}");
        Assert.True(unrelated < 0.2f, $"unrelated: {unrelated}");
    }

    [SkippableFact]
    public void Tokens_are_those_of_the_reference()
    {
        using SentenceEncoder encoder = RealModel.Load();
        var wrong = new StringBuilder();
        foreach (ReferenceText text in ReferenceText.All)
        {
            int[] ids = encoder.Tokens(text.Text);
            if (!ids.AsSpan().SequenceEqual(text.Ids))
            {
                wrong.AppendLine($"'{text.Text}': [{string.Join(' ', ids)}], reference [{string.Join(' ', text.Ids)}]");
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [SkippableFact]
    public async Task Vectors_are_those_of_the_reference()
    {
        using SentenceEncoder encoder = RealModel.Load();
        GeneratedEmbeddings<Embedding<float>> vectors = await encoder.GenerateAsync(ReferenceText.All.Select(text => text.Text));

        var wrong = new StringBuilder();
        for (int i = 0; i < vectors.Count; i++)
        {
            float cosine = TensorPrimitives.CosineSimilarity(vectors[i].Vector.Span, ReferenceText.All[i].Floats());
            if (!(cosine >= 0.9999f))
            {
                wrong.AppendLine($"'{ReferenceText.All[i].Text}': cosine {cosine}");
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [SkippableFact]
    public async Task A_text_has_the_same_vector_in_any_batch_order_and_number_of_threads()
    {
        string[] texts = [.. ReferenceText.All.Select(text => text.Text)];
        using SentenceEncoder one = RealModel.Load(new SentenceEncoderOptions { Threads = 1 });
        using SentenceEncoder many = RealModel.Load(new SentenceEncoderOptions { Threads = 3 });

        GeneratedEmbeddings<Embedding<float>> together = await many.GenerateAsync(texts);
        GeneratedEmbeddings<Embedding<float>> backwards = await many.GenerateAsync(texts.Reverse());
        float[] alone = new float[one.Dimensions];

        for (int i = 0; i < texts.Length; i++)
        {
            one.Embed(texts[i], alone);
            Assert.True(together[i].Vector.Span.SequenceEqual(alone), texts[i]);
            Assert.True(backwards[texts.Length - 1 - i].Vector.Span.SequenceEqual(alone), texts[i]);
        }
    }

    [SkippableFact]
    public async Task Eight_bits_lose_little()
    {
        using SentenceEncoder encoder = RealModel.Load(new SentenceEncoderOptions { Precision = WeightPrecision.Int8 });
        GeneratedEmbeddings<Embedding<float>> vectors = await encoder.GenerateAsync(ReferenceText.All.Select(text => text.Text));
        float[] cosines = [.. vectors.Select((vector, i) =>
            TensorPrimitives.CosineSimilarity(vector.Vector.Span, ReferenceText.All[i].Floats()))];
        Assert.True(cosines.Average() > 0.99f, $"mean: {cosines.Average()}");
        Assert.True(cosines.Min() > 0.96f, $"least: {cosines.Min()}");
    }
}
