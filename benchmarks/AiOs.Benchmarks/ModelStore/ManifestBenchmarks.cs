using System.Globalization;
using BenchmarkDotNet.Attributes;

namespace AiOs;

/// <summary>Opening a store: reading a folder of manifests, and routing over them.</summary>
[MemoryDiagnoser]
public class ManifestBenchmarks
{
    private const int Manifests = 1_000;
    private DirectoryInfo _folder = null!;

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("aios-manifests-");
        for (int i = 0; i < Manifests; i++)
        {
            string name = i.ToString("D4", CultureInfo.InvariantCulture);
            File.WriteAllBytes(Path.Combine(_folder.FullName, name + ".json"), ModelManifestJson.Write(new ModelManifest
            {
                Id = "lab/model-" + name,
                Publisher = "lab",
                Capabilities = ["tools", "code-review"],
                Price = new ModelPrice(1, 0.1m, 5),
                Licence = new ModelLicence("Apache-2.0", Openness.OpenWeights),
                Files = [new ModelFile("model.gguf", 1_000_000_000, Bytes.Digest([1])), new ModelFile("model.sig", 2_000, Bytes.Digest([2]))],
                Provenance = new ModelProvenance(SignaturePath: "model.sig"),
            }));
        }

        if (ReadFolder() != Manifests)
        {
            throw new InvalidOperationException("Not every manifest was read.");
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _folder.Delete(recursive: true);

    [Benchmark]
    public int ReadFolder() => ModelManifestJson.ReadFolder(_folder.FullName).Count;
}
