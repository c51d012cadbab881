using System.Security.Cryptography.X509Certificates;

namespace AiOs;

/// <summary>Trusts certificates that lead to given roots, of a given subject where the host names one.</summary>
internal sealed class CertificateSigner : IModelSigner
{
    private const int MaxChain = 8;

    private readonly byte[][] _roots;
    private readonly string? _subject;

    public CertificateSigner(string rootsPem, string? subject)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(rootsPem);
        _roots = [.. roots.Select(root => root.RawData)];
        _subject = subject;
        foreach (var root in roots)
        {
            root.Dispose();
        }

        if (_roots.Length == 0)
        {
            throw new ModelProvenanceException(ProvenanceFault.Unsupported, "The trusted roots are no certificates in PEM.");
        }
    }

    /// <inheritdoc/>
    public string Verify(SigstoreBundle bundle, ReadOnlySpan<byte> message)
    {
        var material = bundle.VerificationMaterial!;
        byte[][] chain = material.X509CertificateChain is { } given
            ? [.. given.Certificates.Select(certificate => certificate.RawBytes)]
            : material.Certificate is { } single ? [single.RawBytes] : [];
        if (chain.Length is 0 or > MaxChain)
        {
            throw new ModelProvenanceException(
                ProvenanceFault.UntrustedSigner, $"The host trusts certificates, and the bundle has {chain.Length} of them; 1 to {MaxChain} are read.");
        }

        using var leaf = Certificates.Load(chain[0]);
        if (_subject is not null && !string.Equals(leaf.Subject, _subject, StringComparison.Ordinal))
        {
            throw new ModelProvenanceException(
                ProvenanceFault.UntrustedSigner, $"The bundle was signed by '{leaf.Subject}'; '{_subject}' is trusted.");
        }

        // The signature carries no trusted time, so the chain is judged as of the day the certificate became valid, as the
        // reference implementation of model signing does. A host that minds expiry trusts keyless signatures, whose log has the time.
        Certificates.CheckChain(leaf, chain.AsSpan(1), _roots, leaf.NotBefore.ToUniversalTime());
        using var key = Certificates.SigningKeyOf(leaf);
        return PublicKeys.Verify(key, message, bundle.DsseEnvelope!.Signatures![0].Sig)
            ? $"certificate of {leaf.Subject}"
            : throw new ModelProvenanceException(
                ProvenanceFault.BadSignature, $"The signature is not that of the certificate of '{leaf.Subject}'.");
    }
}
