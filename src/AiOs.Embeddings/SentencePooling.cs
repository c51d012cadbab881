namespace AiOs;

/// <summary>How the vectors of a text's tokens become the vector of the text.</summary>
public enum SentencePooling
{
    /// <summary>The mean over all tokens, [CLS] and [SEP] included: MiniLM, E5, GTE.</summary>
    Mean,

    /// <summary>The vector of the first token, [CLS]: BGE.</summary>
    Cls,
}
