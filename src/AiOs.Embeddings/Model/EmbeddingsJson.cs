using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AiOs;

/// <summary>The configuration files' readers, generated at build time so that trimming keeps them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(EncoderConfig))]
[JsonSerializable(typeof(PoolingConfig))]
[JsonSerializable(typeof(SentenceConfig))]
[JsonSerializable(typeof(TokenizerConfig))]
internal sealed partial class EmbeddingsJson : JsonSerializerContext
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Reads a file of settings.</summary>
    /// <returns>The settings, or null when there is no such file.</returns>
    public static T? ReadFile<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.Length > MaxBytes)
            {
                throw new EmbeddingModelException(file, null, $"has {stream.Length} bytes; the limit is {MaxBytes}.");
            }

            return JsonSerializer.Deserialize(stream, type)
                ?? throw new EmbeddingModelException(file, null, "is null, not an object of settings.");
        }
        catch (JsonException error)
        {
            throw new EmbeddingModelException(file, null, "is not the JSON that was expected: " + error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddingModelException(file, null, "cannot be read: " + error.Message, error);
        }
    }
}
