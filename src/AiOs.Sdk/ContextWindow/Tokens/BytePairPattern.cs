namespace AiOs;

/// <summary>How a text is cut into pieces before byte pairs are merged within each piece.</summary>
public enum BytePairPattern
{
    /// <summary>The pattern of o200k_base: words by case, with a contraction at their end.</summary>
    O200k,

    /// <summary>The pattern of cl100k_base: words of any case, contractions apart. Many open vocabularies use it too.</summary>
    Cl100k,
}
