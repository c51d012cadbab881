using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AiOs;

/// <summary>Trusts an identity: somebody whom an issuer vouched for when a short-lived certificate was made, as a public log proves.</summary>
/// <remarks>
/// Checked offline against a pinned root: the log's entry is of this very signature and proven to be in the log; at the time of the
/// entry the certificate was valid and led to a pinned authority; the certificate itself stands in a log of certificates; identity and
/// issuer are the expected ones. Source: the Sigstore client specification.
/// </remarks>
internal sealed class KeylessSigner(TrustedRoot root, string identity, string issuer) : IModelSigner
{
    private const string IssuerExtension = "1.3.6.1.4.1.57264.1.8"; // DER UTF8String
    private const string OldIssuerExtension = "1.3.6.1.4.1.57264.1.1"; // bare text

    /// <inheritdoc/>
    public string Verify(SigstoreBundle bundle, ReadOnlySpan<byte> message)
    {
        var material = bundle.VerificationMaterial!;
        byte[] der = material.Certificate?.RawBytes ?? (material.X509CertificateChain is { Certificates: [var first, ..] } ? first.RawBytes : null)
            ?? throw new ModelProvenanceException(
                ProvenanceFault.UntrustedSigner, "The host trusts an identity, and the bundle has no certificate that would name one.");
        if (material.TlogEntries is not [var entry])
        {
            throw new ModelProvenanceException(
                ProvenanceFault.Unsupported,
                $"The bundle has {material.TlogEntries?.Count ?? 0} log entries; exactly one is supported. Bundles whose time comes from a "
                + "timestamp authority alone are not.");
        }

        using var leaf = Certificates.Load(der);
        var time = LogEntryVerifier.Verify(entry, bundle.DsseEnvelope!, der, root);
        CheckAuthority(leaf, time);
        CheckIdentity(leaf);
        using var key = Certificates.SigningKeyOf(leaf);
        return PublicKeys.Verify(key, message, bundle.DsseEnvelope!.Signatures![0].Sig)
            ? $"{identity} as {issuer} vouched on {time:yyyy-MM-dd}"
            : throw new ModelProvenanceException(ProvenanceFault.BadSignature, $"The signature is not that of the certificate of {identity}.");
    }

    private void CheckAuthority(X509Certificate2 leaf, DateTimeOffset time)
    {
        ModelProvenanceException? refusal = null;
        foreach (var authority in root.Authorities.Where(authority => authority.Start <= time && time <= authority.End))
        {
            try
            {
                byte[] issuerDer = Certificates.CheckChain(
                    leaf, authority.Chain.AsSpan(0, authority.Chain.Length - 1), [authority.Chain[^1]], time.UtcDateTime);
                CertificateTimestamps.Verify(leaf, issuerDer, root);
                return;
            }
            catch (ModelProvenanceException error) when (error.Fault == ProvenanceFault.UntrustedSigner)
            {
                refusal = error;
            }
        }

        throw refusal ?? new ModelProvenanceException(
            ProvenanceFault.UntrustedSigner, $"The trusted root believes no certificate authority on {time:yyyy-MM-dd}.");
    }

    private void CheckIdentity(X509Certificate2 leaf)
    {
        var identities = IdentitiesOf(leaf);
        if (!identities.Contains(identity, StringComparer.Ordinal))
        {
            throw new ModelProvenanceException(
                ProvenanceFault.UntrustedSigner, $"The certificate is of {string.Join(", ", identities)}; {identity} is trusted.");
        }

        string? actual = IssuerOf(leaf);
        if (!string.Equals(actual, issuer, StringComparison.Ordinal))
        {
            throw new ModelProvenanceException(
                ProvenanceFault.UntrustedSigner, $"The identity {identity} was vouched for by '{actual}'; '{issuer}' is trusted.");
        }
    }

    // The names of the certificate: an e-mail address (1) or an address of a workflow (6), by their tags.
    private static List<string> IdentitiesOf(X509Certificate2 leaf)
    {
        var names = new List<string>();
        try
        {
            if (leaf.Extensions["2.5.29.17"] is { } extension)
            {
                var list = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (list.HasData)
                {
                    var tag = list.PeekTag();
                    if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue is 1 or 6)
                    {
                        names.Add(list.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    }
                    else
                    {
                        list.ReadEncodedValue();
                    }
                }
            }

            return names;
        }
        catch (AsnContentException error)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, "The names of the certificate cannot be read.", error);
        }
    }

    private static string? IssuerOf(X509Certificate2 leaf)
    {
        try
        {
            return leaf.Extensions[IssuerExtension] is { } extension
                ? new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadCharacterString(UniversalTagNumber.UTF8String)
                : leaf.Extensions[OldIssuerExtension] is { } old ? Encoding.UTF8.GetString(old.RawData) : null;
        }
        catch (AsnContentException error)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, "The issuer's name in the certificate cannot be read.", error);
        }
    }
}
