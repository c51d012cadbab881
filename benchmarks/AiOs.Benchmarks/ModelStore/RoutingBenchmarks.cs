using BenchmarkDotNet.Attributes;

namespace AiOs;

/// <summary>One routing decision, its reason included, over a catalogue of many models.</summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private ModelRouter _router = null!;
    private ModelRequest _request = null!;

    /// <summary>Gets or sets how many models there are.</summary>
    [Params(10, 100)]
    public int Models { get; set; }

    /// <summary>Gets or sets what decides.</summary>
    [Params(ModelPreference.CatalogueOrder, ModelPreference.LowPrice, ModelPreference.LowLatency)]
    public ModelPreference Prefer { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new ModelStoreOptions();
        var manifests = Enumerable.Range(0, Models).Select(i => new ModelManifest
        {
            Id = $"m{i}",
            Capabilities = ["code-review", "tools"],
            Price = new ModelPrice(Models - i, 1, Models - i),
            FirstTokenMs = 1 + (i * 7 % Models),
        });
        _router = new ModelRouter(
            manifests.Select(manifest => new ModelEntry(
                new ModelRegistration(manifest, "benchmark"), new ModelHealth(options, TimeProvider.System), TimeProvider.System)),
            new Dictionary<string, string>());
        _request = new ModelRequest { Capabilities = ["tools"], Prefer = Prefer };
        string expected = Prefer == ModelPreference.LowPrice ? $"m{Models - 1}" : "m0";
        if (_router.Choose(_request)!.Value.Entry.Manifest.Id != expected)
        {
            throw new InvalidOperationException("The router chose another model than the one that is best.");
        }
    }

    [Benchmark]
    public string Choose() => _router.Choose(_request)!.Value.Reason;
}
