namespace AiOs;

/// <summary>What was verified about where a model comes from.</summary>
/// <param name="Signer">Who signed.</param>
/// <param name="ModelName">The name that the signer gave the model.</param>
/// <param name="Builder">The builder, for an SLSA provenance; null for a signature.</param>
/// <param name="Source">The source it was built from, for an SLSA provenance; null for a signature.</param>
/// <param name="Level">The SLSA build level that the host's policy gives the builder; 0 for a signature.</param>
public sealed record VerifiedProvenance(string Signer, string ModelName, string? Builder = null, string? Source = null, int Level = 0);
