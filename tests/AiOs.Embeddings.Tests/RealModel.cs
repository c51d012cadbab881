using Xunit;

namespace AiOs;

/// <summary>The real weights of all-MiniLM-L6-v2, where AIOS_MINILM_DIR says they are, or else where .ci/needs puts them.</summary>
internal static class RealModel
{
    public static string Folder()
    {
        string? named = Environment.GetEnvironmentVariable("AIOS_MINILM_DIR");
        string? folder = string.IsNullOrEmpty(named) ? Fetched() : named;
        Skip.If(folder is null, "No real weights: AIOS_MINILM_DIR is not set, and .ci/needs has not fetched them.");
        return folder!;
    }

    public static SentenceEncoder Load(SentenceEncoderOptions? options = null) => SentenceEncoder.Load(Folder(), options);

    private static string? Fetched()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, ".aios", "models", "all-MiniLM-L6-v2");
            if (File.Exists(Path.Combine(candidate, "model.safetensors")))
            {
                return candidate;
            }
        }

        return null;
    }
}
