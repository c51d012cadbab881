using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace AiOs;

public sealed class SlsaTests : IDisposable
{
    private const string Builder = "https://builder.example/hosted";
    private const string Repository = "https://example.org/lab/model";

    private static readonly ModelFile[] Files = [.. Bytes.Manifest(("model.gguf", Bytes.Of(1, 100))).Files];

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void ABuildAsThePolicyAsks_IsTaken()
    {
        var verified = Verify(TestBundles.SlsaStatement(Builder, "git+" + Repository + "@refs/tags/v1", Files));
        Assert.Equal((Builder, Repository, 3), (verified.Builder, verified.Source, verified.Level));
    }

    [Fact]
    public void WithoutParameters_TheFirstDependencyIsTheSource()
    {
        var statement = TestBundles.SlsaStatement(Builder, "", Files);
        statement["predicate"]!["buildDefinition"]!.AsObject().Remove("externalParameters");
        Assert.Equal("https://elsewhere.example/x", Verify(statement, policy => policy with { Sources = [] }).Source);
    }

    [Fact]
    public void AnythingElse_IsRefused()
    {
        (JsonObject Statement, Func<SlsaPolicy, SlsaPolicy> Policy, ProvenanceFault Expected)[] cases =
        [
            (TestBundles.SlsaStatement("https://builder.example/laptop", Repository, Files), policy => policy, ProvenanceFault.PolicyRefused),
            (TestBundles.SlsaStatement(Builder, "https://example.org/lab/fork", Files), policy => policy, ProvenanceFault.PolicyRefused),
            (
                TestBundles.SlsaStatement(Builder, Repository, Files),
                policy => policy with { BuildTypes = ["https://example.org/other"] },
                ProvenanceFault.PolicyRefused),
            (
                TestBundles.SlsaStatement(Builder, Repository, Files),
                policy => policy with { Builders = [policy.Builders[0] with { Level = 2 }] },
                ProvenanceFault.PolicyRefused),
            (TestBundles.SlsaStatement(Builder, Repository, Files[0] with { Sha256 = Bytes.Digest([1]) }), policy => policy, ProvenanceFault.FilesDiffer),
            (TestBundles.ModelStatement(Files), policy => policy, ProvenanceFault.Unsupported),
        ];
        foreach (var (statement, policy, expected) in cases)
        {
            var error = Assert.Throws<ModelProvenanceException>(() => Verify(statement, policy));
            Assert.Equal(expected, error.Fault);
        }
    }

    [Fact]
    public void ABuilderThatAnotherSignerClaimsToBe_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var policy = new SlsaPolicy
        {
            Builders =
            [
                new SlsaBuilder(Builder, 3, ModelTrust.InKey(_key.ExportSubjectPublicKeyInfoPem())),
                new SlsaBuilder("https://builder.example/laptop", 3, ModelTrust.InKey(other.ExportSubjectPublicKeyInfoPem())),
            ],
        };
        byte[] bundle = TestBundles.Sign(TestBundles.SlsaStatement(Builder, Repository, Files), other);
        var error = Assert.Throws<ModelProvenanceException>(() => new SlsaVerifier(policy).Verify(bundle, Files));
        Assert.Equal(ProvenanceFault.PolicyRefused, error.Fault);
    }

    [Fact]
    public void APolicyWithoutABuilder_CannotBeUsed() =>
        Assert.ThrowsAny<ArgumentException>(() => new SlsaVerifier(new SlsaPolicy { Builders = [] }));

    private VerifiedProvenance Verify(JsonObject statement, Func<SlsaPolicy, SlsaPolicy>? change = null)
    {
        var policy = new SlsaPolicy
        {
            Builders = [new SlsaBuilder(Builder, 3, ModelTrust.InKey(_key.ExportSubjectPublicKeyInfoPem()))],
            MinLevel = 3,
            Sources = [Repository],
        };
        return new SlsaVerifier((change ?? (same => same))(policy)).Verify(TestBundles.Sign(statement, _key), Files);
    }
}
