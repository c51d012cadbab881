using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class ModelSignatureTests : IDisposable
{
    private static readonly ModelFile[] Files =
        [.. Bytes.Manifest(("a/model.gguf", Bytes.Of(1, 100)), ("tokenizer.json", Bytes.Of(2, 50))).Files];

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestSigstore _sigstore = new();

    public void Dispose()
    {
        _key.Dispose();
        _sigstore.Dispose();
    }

    [Theory]
    [InlineData("nistP256")]
    [InlineData("nistP384")]
    [InlineData("nistP521")]
    public void AKeyOfEachCurve_IsTaken(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var verifier = new ModelSignatureVerifier([ModelTrust.InKey(key.ExportSubjectPublicKeyInfoPem())]);
        var verified = verifier.Verify(TestBundles.Sign(TestBundles.ModelStatement(Files), key), Files);
        Assert.Equal("test-model", verified.ModelName);
        Assert.StartsWith("key ", verified.Signer, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherKey_OrAnotherKindOfKey_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertRefused(ProvenanceFault.BadSignature, TestBundles.Sign(TestBundles.ModelStatement(Files), other));
        using var rsa = RSA.Create(2048);
        var error = Assert.Throws<ModelProvenanceException>(() => ModelTrust.InKey(rsa.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(ProvenanceFault.Unsupported, error.Fault);
        AssertRefused(ProvenanceFault.UntrustedSigner, _sigstore.Sign(TestBundles.ModelStatement(Files)));
    }

    [Fact]
    public void OfSeveralTrusted_OneIsEnough()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var verifier = new ModelSignatureVerifier([Trust(other), Trust(_key)]);
        verifier.Verify(TestBundles.Sign(TestBundles.ModelStatement(Files), _key), Files);
        var nobody = Assert.Throws<ModelProvenanceException>(
            () => new ModelSignatureVerifier([]).Verify(TestBundles.Sign(TestBundles.ModelStatement(Files), _key), Files));
        Assert.Equal(ProvenanceFault.UntrustedSigner, nobody.Fault);
    }

    [Fact]
    public void PartialExtraChangedAndRenamedModels_AreRefused()
    {
        byte[] bundle = TestBundles.Sign(TestBundles.ModelStatement(Files), _key);
        var verifier = new ModelSignatureVerifier([Trust(_key)]);
        ModelFile[][] others =
        [
            [],
            [Files[0]],
            [.. Files, new ModelFile("extra.py", 1, Bytes.Digest([1]))],
            [Files[0] with { Sha256 = Bytes.Digest([1]) }, Files[1]],
            [Files[0] with { Path = "A/model.gguf" }, Files[1]],
            [Files[0] with { Sha256 = Files[1].Sha256 }, Files[1] with { Sha256 = Files[0].Sha256 }],
            [.. Files, Files[0]],
        ];
        foreach (var files in others)
        {
            var error = Assert.Throws<ModelProvenanceException>(() => verifier.Verify(bundle, files));
            Assert.Equal(ProvenanceFault.FilesDiffer, error.Fault);
        }
    }

    [Fact]
    public void WhatIsNotSupported_IsSaidSo()
    {
        (Action<JsonObject> Change, string Expected)[] changes =
        [
            (s => s["predicateType"] = "https://model_signing/Digests/v0.1", "Digests/v0.1"),
            (s => s["_type"] = "https://in-toto.io/Statement/v0.1", "Statement/v0.1"),
            (s => s["predicate"]!["serialization"]!["method"] = "shards", "shards"),
            (s => s["predicate"]!["serialization"]!["hash_type"] = "blake2b", "blake2b"),
            (s => s["predicate"]!["serialization"]!["allow_symlinks"] = true, "symbolic links"),
            (s => s["predicate"]!["resources"]![0]!["algorithm"] = "blake3", "blake3"),
        ];
        foreach (var (change, expected) in changes)
        {
            var statement = TestBundles.ModelStatement(Files);
            change(statement);
            string message = AssertRefused(ProvenanceFault.Unsupported, TestBundles.Sign(statement, _key));
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }

        AssertRefused(ProvenanceFault.Unsupported, TestBundles.Sign(TestBundles.ModelStatement(Files), _key, payloadType: "text/plain"));
    }

    [Theory]
    [InlineData("../model.gguf")]
    [InlineData("/model.gguf")]
    [InlineData("a\\model.gguf")]
    [InlineData("TOKENIZER.JSON")]
    public void SignedPathsThatLeaveOrCollide_AreRefused(string path) =>
        AssertRefused(ProvenanceFault.FilesDiffer, TestBundles.Sign(TestBundles.ModelStatement(Files[0] with { Path = path }, Files[1]), _key));

    [Fact]
    public void FilesThatDoNotAddUp_AreRefused()
    {
        var statement = TestBundles.ModelStatement(Files);
        statement["subject"]![0]!["digest"]!["sha256"] = Bytes.Digest([1]);
        AssertRefused(ProvenanceFault.Malformed, TestBundles.Sign(statement, _key));
    }

    [Fact]
    public void AnIdentity_IsTaken_WhenEverythingHolds()
    {
        var verified = Keyless().Verify(_sigstore.Sign(TestBundles.ModelStatement(Files)), Files);
        Assert.Contains(TestSigstore.Identity, verified.Signer, StringComparison.Ordinal);
        Assert.Contains("2030-05-01", verified.Signer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another identity", ProvenanceFault.UntrustedSigner)]
    [InlineData("another issuer", ProvenanceFault.UntrustedSigner)]
    [InlineData("another authority", ProvenanceFault.UntrustedSigner)]
    [InlineData("no certificate log", ProvenanceFault.UntrustedSigner)]
    [InlineData("forged certificate log", ProvenanceFault.UntrustedSigner)]
    [InlineData("unknown log", ProvenanceFault.UntrustedSigner)]
    [InlineData("entry after the certificate", ProvenanceFault.UntrustedSigner)]
    [InlineData("entry of another signature", ProvenanceFault.BadLogEntry)]
    [InlineData("forged promise", ProvenanceFault.BadLogEntry)]
    [InlineData("proof of another place", ProvenanceFault.BadLogEntry)]
    [InlineData("forged checkpoint", ProvenanceFault.BadLogEntry)]
    [InlineData("no log entry", ProvenanceFault.Unsupported)]
    public void AnIdentity_IsRefused_WhenOnePartDoesNotHold(string flaw, ProvenanceFault expected)
    {
        var error = Assert.Throws<ModelProvenanceException>(
            () => Keyless().Verify(_sigstore.Sign(TestBundles.ModelStatement(Files), flaw), Files));
        Assert.Equal(expected, error.Fault);
    }

    [Fact]
    public void Certificates_UnderAGivenRoot_AreTaken_AndOthersRefused()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var root = rootRequest.CreateSelfSigned(start, start.AddYears(5));
        var request = new CertificateRequest("CN=signer", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        using var leaf = request.Create(root, start, start.AddYears(1), [7]);
        byte[] bundle = TestBundles.Sign(TestBundles.ModelStatement(Files), _key, new JsonObject
        {
            ["x509CertificateChain"] = new JsonObject
            {
                ["certificates"] = new JsonArray(
                    new JsonObject { ["rawBytes"] = Convert.ToBase64String(leaf.RawData) },
                    new JsonObject { ["rawBytes"] = Convert.ToBase64String(root.RawData) }),
            },
        });
        var verified = new ModelSignatureVerifier([ModelTrust.InCertificates(root.ExportCertificatePem(), "CN=signer")]).Verify(bundle, Files);
        Assert.Equal("certificate of CN=signer", verified.Signer);
        using var strangerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = new CertificateRequest("CN=root", strangerKey, HashAlgorithmName.SHA256).CreateSelfSigned(start, start.AddYears(5));
        foreach (var trust in (ModelTrust[])[
            ModelTrust.InCertificates(stranger.ExportCertificatePem()), ModelTrust.InCertificates(root.ExportCertificatePem(), "CN=other")])
        {
            var error = Assert.Throws<ModelProvenanceException>(() => new ModelSignatureVerifier([trust]).Verify(bundle, Files));
            Assert.Equal(ProvenanceFault.UntrustedSigner, error.Fault);
        }
    }

    [Fact]
    public async Task AFolder_IsRead_AndMayHoldNoLinkAndNothingElse()
    {
        using var folder = new ModelFolder();
        folder.Write("a/model.gguf", Bytes.Of(1, 100));
        folder.Write("tokenizer.json", Bytes.Of(2, 50));
        byte[] bundle = TestBundles.Sign(TestBundles.ModelStatement(Files), _key);
        folder.Write("model.sig", bundle);
        var verifier = new ModelSignatureVerifier([Trust(_key)]);
        await verifier.VerifyFolderAsync(bundle, folder.Root, ["model.sig"]);
        await AssertFolderRefusedAsync(verifier, bundle, folder, []);
        string link = folder.PathOf("a", "link");
        File.CreateSymbolicLink(link, folder.PathOf("tokenizer.json"));
        Assert.Contains("link", await AssertFolderRefusedAsync(verifier, bundle, folder, ["model.sig"]), StringComparison.Ordinal);
        File.Delete(link);
        folder.Write("tokenizer.json", Bytes.Of(3, 50));
        await AssertFolderRefusedAsync(verifier, bundle, folder, ["model.sig"]);
    }

    [Fact]
    public void ChangedBundles_AreRefused_AndNothingElseHappens()
    {
        byte[][] bundles = [_sigstore.Sign(TestBundles.ModelStatement(Files)), TestBundles.Sign(TestBundles.ModelStatement(Files), _key)];
        ModelSignatureVerifier[] verifiers = [Keyless(), new([Trust(_key)])];
        var changes = from which in Gen.Choose(0, 1) from place in Gen.Choose(0, int.MaxValue) from value in Gen.Choose(0, 255) select (which, place, value);
        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            byte[] bundle = [.. bundles[change.which]];
            bundle[change.place % bundle.Length] = (byte)change.value;
            try
            {
                // Some changes mean nothing, such as one in a member that nobody reads; then the same files are vouched for.
                return verifiers[change.which].Verify(bundle, Files).ModelName == "test-model";
            }
            catch (ModelProvenanceException)
            {
                return true;
            }
        }).Check(Seeded.Config.WithMaxTest(400));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{}}""")]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.bundle.v9+json","verificationMaterial":{}}""")]
    public void OtherText_IsRefused(string text) =>
        Assert.Throws<ModelProvenanceException>(() => new ModelSignatureVerifier([Trust(_key)]).Verify(Encoding.UTF8.GetBytes(text), Files));

    private static ModelTrust Trust(ECDsa key) => ModelTrust.InKey(key.ExportSubjectPublicKeyInfoPem());

    private ModelSignatureVerifier Keyless() =>
        new([ModelTrust.InIdentity(TestSigstore.Identity, TestSigstore.Issuer, _sigstore.TrustedRoot())]);

    private string AssertRefused(ProvenanceFault expected, byte[] bundle)
    {
        var error = Assert.Throws<ModelProvenanceException>(() => new ModelSignatureVerifier([Trust(_key)]).Verify(bundle, Files));
        Assert.Equal(expected, error.Fault);
        return error.Message;
    }

    private static async Task<string> AssertFolderRefusedAsync(
        ModelSignatureVerifier verifier, byte[] bundle, ModelFolder folder, string[] besides)
    {
        var error = await Assert.ThrowsAsync<ModelProvenanceException>(
            async () => await verifier.VerifyFolderAsync(bundle, folder.Root, besides));
        Assert.Equal(ProvenanceFault.FilesDiffer, error.Fault);
        return error.Message;
    }
}
