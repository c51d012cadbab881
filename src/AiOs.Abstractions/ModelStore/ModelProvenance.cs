namespace AiOs;

/// <summary>Where a model says it comes from. A claim until its signature has been verified.</summary>
/// <param name="Source">The repository it was built from or published at, or null.</param>
/// <param name="Revision">The commit or tag there, or null.</param>
/// <param name="SignaturePath">The path among its files of an OpenSSF model signature (a Sigstore bundle), or null.</param>
/// <param name="AttestationPath">The path among its files of an SLSA provenance (a Sigstore bundle), or null.</param>
public sealed record ModelProvenance(
    Uri? Source = null, string? Revision = null, string? SignaturePath = null, string? AttestationPath = null);
