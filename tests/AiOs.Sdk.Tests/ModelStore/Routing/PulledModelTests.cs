using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

public sealed class PulledModelTests : IDisposable
{
    private readonly ModelFolder _source = new();
    private readonly ModelFolder _cache = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly List<FailingClient> _loaded = [];

    public void Dispose()
    {
        _source.Dispose();
        _cache.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task AModel_IsPulledVerifiedAndLoaded_ForItsFirstLease_AndUnloadedAfterItsLast()
    {
        var manifest = Publish(TensorFiles.Gguf(), signed: true);
        await using var provider = Compose(manifest, Trusting());
        var store = provider.GetRequiredService<IModelStore>();
        var first = await store.LeaseAsync(new ModelRequest());
        var second = await store.LeaseAsync(new ModelRequest());
        Assert.Equal("loaded llama", (await first.ChatClient.GetResponseAsync("hello")).Text);
        Assert.Single(_loaded);
        await first.DisposeAsync();
        Assert.False(_loaded[0].IsDisposed);
        await second.DisposeAsync();
        Assert.True(_loaded[0].IsDisposed);
        var collection = await provider.GetRequiredService<IModelCache>().CollectAsync(0);
        Assert.Equal(0, collection.LeasedBytes);
        await (await store.LeaseAsync(new ModelRequest())).DisposeAsync();
        Assert.Equal(2, _loaded.Count);
    }

    [Fact]
    public async Task AModelThatNobodyTrustedSigned_IsNotLoaded()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var manifest = Publish(TensorFiles.Gguf(), signed: true);
        await using var provider = Compose(manifest, new ModelPolicy { Signers = [ModelTrust.InKey(other.ExportSubjectPublicKeyInfoPem())] });
        await AssertNotLoadedAsync<ModelProvenanceException>(provider);
    }

    [Fact]
    public async Task AnUnsignedModel_IsNotEvenListed_WhereSignaturesAreAskedFor()
    {
        var manifest = Publish(TensorFiles.Gguf(), signed: false);
        await using var provider = Compose(manifest, Trusting());
        Assert.Empty(provider.GetRequiredService<IModelStore>().Catalogue);
        var error = await Assert.ThrowsAsync<ModelNotFoundException>(
            async () => await provider.GetRequiredService<IModelStore>().LeaseAsync(new ModelRequest()));
        Assert.Contains("asks for a signature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABuildThatThePolicyDoesNotKnow_IsNotLoaded()
    {
        byte[] weights = TensorFiles.Gguf();
        var file = new ModelFile("model.gguf", weights.Length, Bytes.Digest(weights));
        byte[] bundle = TestBundles.Sign(TestBundles.SlsaStatement("https://builder.example", "https://example.org/m", file), _key);
        _source.Write("model.gguf", weights);
        _source.Write("build.sigstore.json", bundle);
        var manifest = new ModelManifest
        {
            Id = "m",
            Files = [file, new ModelFile("build.sigstore.json", bundle.Length, Bytes.Digest(bundle))],
            Provenance = new ModelProvenance(AttestationPath: "build.sigstore.json"),
        };
        var trust = ModelTrust.InKey(_key.ExportSubjectPublicKeyInfoPem());
        await using (var good = Compose(
            manifest, new ModelPolicy { Build = new SlsaPolicy { Builders = [new SlsaBuilder("https://builder.example", 3, trust)] } }))
        {
            await (await good.GetRequiredService<IModelStore>().LeaseAsync(new ModelRequest())).DisposeAsync();
        }

        _loaded.Clear();
        await using var bad = Compose(manifest, new ModelPolicy { Build = new SlsaPolicy { Builders = [new SlsaBuilder("https://other.example", 3, trust)] } });
        await AssertNotLoadedAsync<ModelProvenanceException>(bad);
    }

    [Fact]
    public async Task APickle_IsNotLoaded_EvenWhenItIsSigned()
    {
        var manifest = Publish("cos\nsystem\n(S'ls'\ntR."u8.ToArray(), signed: true);
        await using var provider = Compose(manifest, Trusting());
        var error = await AssertNotLoadedAsync<UnsafeModelFileException>(provider);
        Assert.Contains("os.system", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutACache_StartUpFails_AndSaysWhatToDo()
    {
        var builder = new ServiceCollection().AddAiOs().AddPulledModel(Bytes.Manifest(("m", [1])), _ => null!, _ => null!);
        using var provider = builder.BuildServiceProvider();
        var error = Assert.Throws<ModelManifestException>(() => provider.GetRequiredService<IModelStore>());
        Assert.Contains("AddModelCache", error.Message, StringComparison.Ordinal);
    }

    private async Task<T> AssertNotLoadedAsync<T>(ServiceProvider provider)
        where T : Exception
    {
        var error = await Assert.ThrowsAsync<T>(async () => await provider.GetRequiredService<IModelStore>().LeaseAsync(new ModelRequest()));
        Assert.Empty(_loaded);
        Assert.Equal(0, (await provider.GetRequiredService<IModelCache>().CollectAsync(long.MaxValue)).LeasedBytes);
        return error;
    }

    private ModelPolicy Trusting() => new() { Signers = [ModelTrust.InKey(_key.ExportSubjectPublicKeyInfoPem())] };

    private ModelManifest Publish(byte[] weights, bool signed)
    {
        _source.Write("model.gguf", weights);
        var file = new ModelFile("model.gguf", weights.Length, Bytes.Digest(weights));
        if (!signed)
        {
            return new ModelManifest { Id = "m", Files = [file] };
        }

        byte[] bundle = TestBundles.Sign(TestBundles.ModelStatement(file), _key);
        _source.Write("model.sig", bundle);
        return new ModelManifest
        {
            Id = "m",
            Files = [file, new ModelFile("model.sig", bundle.Length, Bytes.Digest(bundle))],
            Provenance = new ModelProvenance(SignaturePath: "model.sig"),
        };
    }

    private ServiceProvider Compose(ModelManifest manifest, ModelPolicy policy)
    {
        var builder = new ServiceCollection().AddAiOs(options => options.Models = new ModelStoreOptions { Policy = policy });
        builder.AddModelCache(_cache.Root, new ModelCacheOptions { ReservedDiskBytes = 0 })
            .AddPulledModel(manifest, _ => new FolderModelSource(_source.Root), _ => new Loader(_loaded));
        return builder.BuildServiceProvider();
    }

    private sealed class Loader(List<FailingClient> loaded) : IModelLoader
    {
        public async ValueTask<object> LoadAsync(ModelManifest manifest, IModelFiles files, CancellationToken cancellationToken = default)
        {
            await using var stream = files.OpenRead("model.gguf");
            loaded.Add(new FailingClient("loaded " + GgufHeader.Read(stream).Architecture));
            return loaded[^1];
        }
    }
}
