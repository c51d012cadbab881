using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>A call's texts and prefix, checked: what both generators do before they begin.</summary>
internal readonly record struct GeneratorCall(string[] Texts, string Prefix)
{
    public static GeneratorCall Check(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, int dimensions, SentenceEncoderOptions settings)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is int wanted && wanted != dimensions)
        {
            throw new ArgumentException($"{wanted} dimensions were asked for; this model has {dimensions}.", nameof(options));
        }

        string[] texts = [.. values];
        foreach (string text in texts)
        {
            CheckLength(text ?? throw new ArgumentException("One of the texts is null.", nameof(values)), settings);
        }

        string prefix = options?.AdditionalProperties?.TryGetValue(SentenceEncoder.PrefixProperty, out string? own) == true
            ? own ?? ""
            : settings.Prefix;
        return new GeneratorCall(texts, prefix);
    }

    public static void CheckLength(ReadOnlySpan<char> text, SentenceEncoderOptions settings)
    {
        if (text.Length > settings.MaxTextChars)
        {
            throw new ArgumentException(
                $"A text has {text.Length} characters; the limit is {settings.MaxTextChars}. Split it, or raise MaxTextChars.", nameof(text));
        }
    }

    public static GeneratedEmbeddings<Embedding<float>> Results(Embedding<float>[] embeddings, int[] tokens)
    {
        long total = tokens.Sum(count => (long)count);
        return new GeneratedEmbeddings<Embedding<float>>(embeddings)
        {
            Usage = new UsageDetails { InputTokenCount = total, TotalTokenCount = total },
        };
    }

    public static EmbeddingGeneratorMetadata Metadata(string folder, int dimensions) => new(
        "aios",
        defaultModelId: Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
        defaultModelDimensions: dimensions);
}
