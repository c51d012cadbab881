namespace AiOs;

/// <summary>How untrusted text is made to look different from instructions.</summary>
/// <remarks>Every mode is a mitigation, lowers the success of injections and removes none. Source: Hines et al., arXiv:2403.14720.</remarks>
public enum SpotlightMode
{
    /// <summary>The text as it is, between delimiters with a secret nonce. The text reads as before.</summary>
    Delimiting = 0,

    /// <summary>Delimited, with a mark in place of every space. Costs about one token a word.</summary>
    Datamarking = 1,

    /// <summary>Delimited, and in base64. Only for models that decode it reliably; costs about three times the tokens.</summary>
    Encoding = 2,
}
