namespace AiOs;

/// <summary>The file of texts that the encoder and its peer are both measured on.</summary>
/// <param name="Texts">The batch.</param>
/// <param name="Query">The text that is embedded alone.</param>
internal sealed record EmbedTexts(string[] Texts, string Query);
