using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;

namespace AiOs;

/// <summary>Verifying one bundle, hashing of the model's files left out.</summary>
[MemoryDiagnoser]
public class ProvenanceBenchmarks
{
    private readonly ModelFile[] _files = [.. Enumerable.Range(0, 20).Select(i => new ModelFile($"f{i}.safetensors", 10, Bytes.Digest([(byte)i])))];
    private byte[] _byKey = [];
    private byte[] _byIdentity = [];
    private ModelSignatureVerifier _key = null!;
    private ModelSignatureVerifier _identity = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var sigstore = new TestSigstore();
        _byKey = TestBundles.Sign(TestBundles.ModelStatement(_files), key);
        _byIdentity = sigstore.Sign(TestBundles.ModelStatement(_files));
        _key = new ModelSignatureVerifier([ModelTrust.InKey(key.ExportSubjectPublicKeyInfoPem())]);
        _identity = new ModelSignatureVerifier([ModelTrust.InIdentity(TestSigstore.Identity, TestSigstore.Issuer, sigstore.TrustedRoot())]);
    }

    [Benchmark(Baseline = true)]
    public VerifiedProvenance ByKey() => _key.Verify(_byKey, _files);

    [Benchmark]
    public VerifiedProvenance ByIdentity() => _identity.Verify(_byIdentity, _files);
}
