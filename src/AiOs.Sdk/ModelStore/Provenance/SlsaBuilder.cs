namespace AiOs;

/// <summary>A builder that a policy believes.</summary>
/// <param name="Id">Its <c>runDetails.builder.id</c>, compared exactly.</param>
/// <param name="Level">The SLSA build level up to which it is believed, 1 to 3.</param>
/// <param name="Signer">Who signs for it: an id alone is something anybody can write.</param>
public sealed record SlsaBuilder(string Id, int Level, ModelTrust Signer);
