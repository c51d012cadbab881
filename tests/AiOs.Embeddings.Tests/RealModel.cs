using Xunit;

namespace AiOs;

/// <summary>The real weights of all-MiniLM-L6-v2, where AIOS_MINILM_DIR says they are.</summary>
internal static class RealModel
{
    public static string Folder()
    {
        string? folder = Environment.GetEnvironmentVariable("AIOS_MINILM_DIR");
        Skip.If(string.IsNullOrEmpty(folder), "AIOS_MINILM_DIR is not set: no real weights here (see .ci/needs).");
        return folder!;
    }

    public static SentenceEncoder Load(SentenceEncoderOptions? options = null) => SentenceEncoder.Load(Folder(), options);
}
