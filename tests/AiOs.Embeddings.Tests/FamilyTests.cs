using Microsoft.Extensions.AI;
using Xunit;

namespace AiOs;

/// <summary>Folders laid out as the families of encoders are published, with synthetic weights: what their files say is what is done.</summary>
public sealed class FamilyTests
{
    private const string ClsPooling = """
        {"word_embedding_dimension":24,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false,"pooling_mode_max_tokens":false,
         "pooling_mode_mean_sqrt_len_tokens":false}
        """;

    private const string MeanPooling = """
        {"word_embedding_dimension":24,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true,"pooling_mode_max_tokens":false,
         "pooling_mode_mean_sqrt_len_tokens":false}
        """;

    private const string Text = "the cats sat, the mat";

    // BGE: plain names, 32-bit floats, an added pooler and position ids, the first token's vector.
    [Fact]
    public void Bge_pools_the_first_token_and_ignores_what_no_layer_uses()
    {
        using var model = new TinyModel();
        model.AddPooling(ClsPooling);
        model.AddUnused();
        model.WriteWeights("F32");
        AssertSame(model, model.Embed(Tokens(model), SentencePooling.Cls), Text);
    }

    // E5: the mean, and texts that are told apart by their prefix.
    [Fact]
    public async Task E5_puts_its_prefixes_before_passages_and_queries()
    {
        using var model = new TinyModel();
        model.AddPooling(MeanPooling);
        using var encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Threads = 1, Prefix = "b: " });
        var asQuery = new EmbeddingGenerationOptions
        {
            AdditionalProperties = new AdditionalPropertiesDictionary { [SentenceEncoder.PrefixProperty] = "a: " },
        };
        AssertSame((await encoder.GenerateAsync([Text]))[0].Vector.Span, model.Embed(encoder.Tokens("b: " + Text), SentencePooling.Mean));
        AssertSame((await encoder.GenerateAsync([Text], asQuery))[0].Vector.Span, model.Embed(encoder.Tokens("a: " + Text), SentencePooling.Mean));
    }

    // GTE: half floats, the mean, and a longest text of its own.
    [Fact]
    public async Task Gte_takes_half_floats_and_its_own_longest_text()
    {
        using var model = new TinyModel("F16");
        model.AddPooling(MeanPooling);
        File.WriteAllText(Path.Combine(model.Folder, "sentence_bert_config.json"), """{"max_seq_length":6,"do_lower_case":false}""");
        using var encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Threads = 1 });
        var result = await encoder.GenerateAsync(["a b c a b c"]);
        AssertSame(result[0].Vector.Span, model.Embed(encoder.Tokens("a b c a"), SentencePooling.Mean));
        Assert.Equal(2, result[0].AdditionalProperties![SentenceEncoder.DroppedTokensProperty]);
    }

    // Checkpoints saved from a larger model hold its encoder under a name of its own.
    [Theory]
    [InlineData("bert.")]
    [InlineData("model.")]
    [InlineData("0.auto_model.")]
    public void Tensors_are_found_under_the_names_of_a_larger_model(string root)
    {
        using var model = new TinyModel();
        double[] expected = model.Embed(Tokens(model), SentencePooling.Mean);
        model.MoveTensors(root);
        AssertSame(model, expected, Text);
    }

    private static int[] Tokens(TinyModel model)
    {
        using var encoder = SentenceEncoder.Load(model.Folder);
        return encoder.Tokens(Text);
    }

    private static void AssertSame(TinyModel model, double[] expected, string text)
    {
        using var encoder = SentenceEncoder.Load(model.Folder, new SentenceEncoderOptions { Threads = 1 });
        float[] vector = new float[encoder.Dimensions];
        encoder.Embed(text, vector);
        AssertSame(vector, expected);
    }

    private static void AssertSame(ReadOnlySpan<float> vector, double[] expected)
    {
        Assert.Equal(expected.Length, vector.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], vector[i], 2e-5);
        }
    }
}
