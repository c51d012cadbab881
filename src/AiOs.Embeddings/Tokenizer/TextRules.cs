namespace AiOs;

/// <summary>How a tokenizer cleans text before it cuts it up.</summary>
/// <param name="Clean">Drop control characters, and make every white space a space.</param>
/// <param name="SpaceChinese">Make every Chinese character a word of its own.</param>
/// <param name="StripAccents">Decompose characters and drop the accents.</param>
/// <param name="LowerCase">Make letters small.</param>
internal sealed record TextRules(bool Clean, bool SpaceChinese, bool StripAccents, bool LowerCase);
