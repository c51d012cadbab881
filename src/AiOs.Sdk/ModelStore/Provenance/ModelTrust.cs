namespace AiOs;

/// <summary>A signer whom the host trusts: a key, certificates under a root, or an identity. Immutable.</summary>
/// <remarks>
/// Everything is checked offline. Elliptic-curve keys on P-256, P-384 and P-521 are supported; others are refused by name.
/// </remarks>
public sealed class ModelTrust
{
    private ModelTrust(IModelSigner signer, string name)
    {
        Signer = signer;
        Name = name;
    }

    /// <summary>Gets what is trusted, for messages.</summary>
    public string Name { get; }

    internal IModelSigner Signer { get; }

    /// <summary>Trusts a public key.</summary>
    /// <param name="pem">The key in PEM (<c>PUBLIC KEY</c>).</param>
    /// <returns>The trust.</returns>
    /// <exception cref="ModelProvenanceException">The key is malformed, or of a kind that is not supported.</exception>
    public static ModelTrust InKey(string pem)
    {
        ArgumentException.ThrowIfNullOrEmpty(pem);
        return new ModelTrust(new KeySigner(pem), "a key");
    }

    /// <summary>Trusts certificates that lead to given roots.</summary>
    /// <param name="rootsPem">The roots in PEM. The system's own are not used.</param>
    /// <param name="subject">The subject that the signing certificate must have, as .NET writes it, or null for any.</param>
    /// <returns>The trust.</returns>
    /// <exception cref="ModelProvenanceException">The text has no certificates.</exception>
    public static ModelTrust InCertificates(string rootsPem, string? subject = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(rootsPem);
        return new ModelTrust(new CertificateSigner(rootsPem, subject), subject ?? "certificates under given roots");
    }

    /// <summary>Trusts an identity without a key of its own (Sigstore's keyless signing).</summary>
    /// <param name="identity">The identity: an e-mail address, or the address of a workflow.</param>
    /// <param name="issuer">Who vouches for it: the address of an OpenID Connect provider.</param>
    /// <param name="trustedRootJson">The pinned Sigstore trusted root, which the host keeps and updates.</param>
    /// <returns>The trust.</returns>
    /// <exception cref="ModelProvenanceException">The trusted root cannot be read.</exception>
    public static ModelTrust InIdentity(string identity, string issuer, ReadOnlySpan<byte> trustedRootJson)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        ArgumentException.ThrowIfNullOrEmpty(issuer);
        return new ModelTrust(new KeylessSigner(TrustedRoot.Parse(trustedRootJson), identity, issuer), identity);
    }
}
