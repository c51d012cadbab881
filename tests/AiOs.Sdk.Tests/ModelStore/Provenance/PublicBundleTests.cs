using System.Text.Json.Nodes;
using Xunit;

namespace AiOs;

/// <summary>A provenance that others made and logged in public, against the public trusted root: see Stored/README.md.</summary>
public sealed class PublicBundleTests
{
    private const string Issuer = "https://token.actions.githubusercontent.com";
    private const string Repository = "https://github.com/sigstore/sigstore-js";
    private const string Identity = Repository + "/.github/workflows/release.yml@refs/heads/main";
    private const string Builder = "https://github.com/actions/runner/github-hosted";
    private static readonly byte[] Bundle = Read("sigstore-3.1.0.sigstore.json");
    private static readonly byte[] Root = Read("trusted_root.json");

    [Fact]
    public void ItsSignatureCertificateAndLogEntry_Hold()
    {
        var (payload, signer, _) = EnvelopeVerifier.Open(Bundle, [ModelTrust.InIdentity(Identity, Issuer, Root)]);
        Assert.Equal($"{Identity} as {Issuer} vouched on 2025-02-04", signer);
        Assert.Equal("pkg:npm/sigstore@3.1.0", InTotoStatement.Parse(payload, "https://slsa.dev/provenance/v1").Subject![0].Name);
    }

    [Theory]
    [InlineData(Identity, "https://accounts.example")]
    [InlineData("https://github.com/sigstore/fork/.github/workflows/release.yml@refs/heads/main", Issuer)]
    public void AnotherIdentityOrIssuer_IsRefused(string identity, string issuer)
    {
        var error = Assert.Throws<ModelProvenanceException>(() => EnvelopeVerifier.Open(Bundle, [ModelTrust.InIdentity(identity, issuer, Root)]));
        Assert.Equal(ProvenanceFault.UntrustedSigner, error.Fault);
    }

    // The package names its product by SHA-512 only: builder and source are believed, and that no file is proven by SHA-256 is said.
    [Fact]
    public void ItsBuilderAndSource_AreBelieved_AndAFileThatItDoesNotName_IsNot()
    {
        ModelFile[] files = [new("package.tgz", 1, new string('0', 64))];
        Assert.Equal(ProvenanceFault.FilesDiffer, Fault(Repository, files));
        Assert.Equal(ProvenanceFault.PolicyRefused, Fault(Repository + "-fork", files));
    }

    [Theory]
    [InlineData("dsseEnvelope", "payload")]
    [InlineData("dsseEnvelope", "signatures", "0", "sig")]
    [InlineData("verificationMaterial", "x509CertificateChain", "certificates", "0", "rawBytes")]
    [InlineData("verificationMaterial", "tlogEntries", "0", "canonicalizedBody")]
    [InlineData("verificationMaterial", "tlogEntries", "0", "inclusionPromise", "signedEntryTimestamp")]
    [InlineData("verificationMaterial", "tlogEntries", "0", "inclusionProof", "hashes", "3")]
    public void OneByteOfItChanged_IsRefused(params string[] path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var bundle = JsonNode.Parse(Bundle)!;
        var node = bundle;
        foreach (string step in path)
        {
            node = char.IsAsciiDigit(step[0]) ? node[step[0] - '0']! : node[step]!;
        }

        byte[] bytes = Convert.FromBase64String(node.GetValue<string>());
        bytes[bytes.Length / 2] ^= 1;
        node.ReplaceWith(Convert.ToBase64String(bytes));
        byte[] changed = System.Text.Encoding.UTF8.GetBytes(bundle.ToJsonString());
        Assert.Throws<ModelProvenanceException>(() => EnvelopeVerifier.Open(changed, [ModelTrust.InIdentity(Identity, Issuer, Root)]));
    }

    private static ProvenanceFault Fault(string source, ModelFile[] files)
    {
        var policy = new SlsaPolicy
        {
            Builders = [new SlsaBuilder(Builder, 2, ModelTrust.InIdentity(Identity, Issuer, Root))],
            Sources = [source],
        };
        return Assert.Throws<ModelProvenanceException>(() => new SlsaVerifier(policy).Verify(Bundle, files)).Fault;
    }

    private static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "ModelStore", "Provenance", "Stored", name));
}
