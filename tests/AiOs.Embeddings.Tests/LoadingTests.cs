using Xunit;

namespace AiOs;

public sealed class LoadingTests
{
    [Fact]
    public void A_missing_tensor_is_named()
    {
        using var model = new TinyModel();
        model.Tensors.Remove("encoder.layer.1.output.dense.bias");
        model.WriteWeights("F32");
        Assert.Equal("encoder.layer.1.output.dense.bias", Refused(model).Tensor);
    }

    [Fact]
    public void A_wrong_shape_is_named_with_both_shapes()
    {
        using var model = new TinyModel();
        const string Name = "encoder.layer.0.intermediate.dense.weight";
        model.Tensors[Name] = ([TinyModel.Hidden, TinyModel.Inner], model.Tensors[Name].Values);
        model.WriteWeights("F32");
        EmbeddingModelException error = Refused(model);
        Assert.Equal(Name, error.Tensor);
        Assert.Contains("[24, 40]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[40, 24]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F32", float.NaN)]
    [InlineData("F16", float.PositiveInfinity)]
    [InlineData("BF16", float.NegativeInfinity)]
    public void A_number_that_is_none_is_named_with_its_tensor(string type, float value)
    {
        using var model = new TinyModel();
        model.Tensors["encoder.layer.0.attention.self.key.weight"].Values[^1] = value;
        model.WriteWeights(type);
        Assert.Equal("encoder.layer.0.attention.self.key.weight", Refused(model).Tensor);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        using var model = new TinyModel();
        byte[] whole = File.ReadAllBytes(model.WeightsFile);
        for (int length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(model.WeightsFile, whole[..length]);
            Refused(model);
        }

        File.WriteAllBytes(model.WeightsFile, [.. whole, 0]);
        Refused(model);
    }

    [Fact]
    public void A_changed_header_is_refused_or_read_and_never_another_error()
    {
        using var model = new TinyModel();
        byte[] whole = File.ReadAllBytes(model.WeightsFile);
        var random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(300)] = (byte)random.Next(256);
            File.WriteAllBytes(model.WeightsFile, changed);
            try
            {
                SentenceEncoder.Load(model.Folder).Dispose();
            }
            catch (EmbeddingModelException)
            {
                refused++;
            }
        }

        Assert.True(refused > 150, $"{refused} of 300 were refused");
    }

    [Fact]
    public void A_header_that_contradicts_itself_names_the_tensor()
    {
        using var model = new TinyModel();
        model.WriteWeights("F64"); // Four bytes a number are written, and eight are claimed.
        Assert.Equal("embeddings.word_embeddings.weight", Refused(model).Tensor);
    }

    [Fact]
    public void Another_kind_of_model_is_refused_by_its_name()
    {
        using var model = new TinyModel();
        model.WriteConfig("xlm-roberta");
        Assert.Contains("xlm-roberta", Refused(model).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("vocab.txt")]
    [InlineData("model.safetensors")]
    public void A_missing_file_is_named(string file)
    {
        using var model = new TinyModel();
        File.Delete(Path.Combine(model.Folder, file));
        Assert.NotNull(Refused(model).File);
    }

    [Fact]
    public async Task A_static_model_is_the_mean_of_its_known_tokens()
    {
        using var model = new TinyModel();
        float[] values = model.Tensors["embeddings.word_embeddings.weight"].Values;
        model.Tensors.Clear();
        model.Tensors["embeddings"] = ([values.Length / 4, 4], values);
        model.WriteWeights("F32");
        model.WriteConfig(StaticEncoder.ModelType);

        using var encoder = Assert.IsType<StaticEncoder>(EmbeddingModel.Load(model.Folder));
        var result = await encoder.GenerateAsync(["a unheard b", "unheard"]);
        float[] mean = [.. Enumerable.Range(0, 4).Select(i => (values[(5 * 4) + i] + values[(6 * 4) + i]) / 2)];
        double length = Math.Sqrt(mean.Sum(x => x * x));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(mean[i] / length, result[0].Vector.Span[i], 1e-6);
            Assert.Equal(0, result[1].Vector.Span[i]);
        }
    }

    private static EmbeddingModelException Refused(TinyModel model) =>
        Assert.Throws<EmbeddingModelException>(() => SentenceEncoder.Load(model.Folder));
}
