using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AiOs;

/// <summary>What both kinds of certificates need: loading, a chain to pinned roots without any network, a key for signing.</summary>
internal static class Certificates
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    /// <summary>Loads a certificate from its DER.</summary>
    public static X509Certificate2 Load(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException error)
        {
            throw new ModelProvenanceException(ProvenanceFault.Malformed, $"A certificate of the bundle cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Checks that a certificate leads to one of the roots, as of a time. Nothing is fetched.</summary>
    public static byte[] CheckChain(X509Certificate2 leaf, ReadOnlySpan<byte[]> intermediates, byte[][] roots, DateTime time)
    {
        var owned = new List<X509Certificate2>();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time;
        try
        {
            foreach (byte[] der in roots)
            {
                owned.Add(Load(der));
                chain.ChainPolicy.CustomTrustStore.Add(owned[^1]);
            }

            foreach (byte[] der in intermediates)
            {
                owned.Add(Load(der));
                chain.ChainPolicy.ExtraStore.Add(owned[^1]);
            }

            if (!chain.Build(leaf))
            {
                throw new ModelProvenanceException(
                    ProvenanceFault.UntrustedSigner,
                    $"The certificate of '{leaf.Subject}', issued by '{leaf.Issuer}', does not lead to a trusted root as of {time:yyyy-MM-dd HH:mm}: "
                    + string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim())));
            }

            return chain.ChainElements.Count > 1 ? chain.ChainElements[1].Certificate.RawData : leaf.RawData;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }

            owned.ForEach(static certificate => certificate.Dispose());
        }
    }

    /// <summary>Gives the key of a certificate that is meant for signing.</summary>
    public static ECDsa SigningKeyOf(X509Certificate2 certificate)
    {
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        var purposes = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        bool maySign = usage is not null && usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature);
        if (!maySign && !(purposes?.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == CodeSigning) ?? false))
        {
            throw new ModelProvenanceException(
                ProvenanceFault.UntrustedSigner, $"The certificate of '{certificate.Subject}' is not meant for signing.");
        }

        return PublicKeys.FromDer(certificate.PublicKey.ExportSubjectPublicKeyInfo(), $"the certificate of '{certificate.Subject}'");
    }
}
