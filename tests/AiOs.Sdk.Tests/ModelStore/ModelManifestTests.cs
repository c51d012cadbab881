using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class ModelManifestTests : IDisposable
{
    private const string Full = """
        {
          "id": "lab/model-1b", "version": "2.1", "kind": "embedding", "publisher": "lab", "capabilities": ["retrieval"],
          "contextWindowTokens": 8192, "maxOutputTokens": 0, "price": {"input": 0.1, "cachedInput": 0.01, "output": 0.4},
          "modalities": ["text/plain", "image/png"], "tokenizer": "o200k",
          "files": [{"path": "w/model.gguf", "sizeBytes": 12, "sha256": "0000000000000000000000000000000000000000000000000000000000000000"},
                    {"path": "model.sig", "sizeBytes": 3, "sha256": "1111111111111111111111111111111111111111111111111111111111111111"}],
          "licence": {"id": "Apache-2.0", "openness": "openSource", "url": "https://example.org/licence"},
          "provenance": {"source": "https://example.org/lab/model", "revision": "v2.1", "signaturePath": "model.sig"},
          "maxLeases": 4, "firstTokenMs": 120
        }
        """;

    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_IsReadAndWritten_Alike()
    {
        var manifest = ModelManifestJson.Parse(Encoding.UTF8.GetBytes(Full));
        var again = ModelManifestJson.Parse(ModelManifestJson.Write(manifest));
        Assert.Equal(ModelManifestJson.Write(manifest), ModelManifestJson.Write(again));
        Assert.Equal((4, 120, "model.sig"), (again.MaxLeases, again.FirstTokenMs, again.Provenance?.SignaturePath));
        Assert.Equal(Openness.OpenSource, again.Licence.Openness);
        Assert.Equal(2, again.Files.Count);
    }

    [Fact]
    public void TheSchema_NamesEveryMember_AndEveryWord()
    {
        using var schema = JsonDocument.Parse(ModelManifestJson.Schema);
        using var manifest = JsonDocument.Parse(Full);
        AssertSameNames(manifest.RootElement, schema.RootElement.GetProperty("properties"));
        foreach (string part in (string[])["price", "licence", "provenance"])
        {
            var known = schema.RootElement.GetProperty("properties").GetProperty(part).GetProperty("properties");
            foreach (var member in manifest.RootElement.GetProperty(part).EnumerateObject())
            {
                Assert.True(known.TryGetProperty(member.Name, out _), $"{part}.{member.Name}");
            }
        }

        var kinds = schema.RootElement.GetProperty("properties").GetProperty("kind").GetProperty("enum").EnumerateArray().Select(e => e.GetString());
        Assert.Equal(Enum.GetNames<ModelKind>().Select(JsonNamingPolicy.CamelCase.ConvertName), kinds);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a/./b")]
    [InlineData("C:x")]
    [InlineData("com1.gguf")]
    [InlineData("x.")]
    [InlineData("\u212Aelvin")]
    public void PathsThatAreNotSafeEverywhere_AreRefused(string path) =>
        Assert.Throws<ModelManifestException>(() => ModelManifestJson.Write(Bytes.Manifest((path, [1]))));

    [Fact]
    public void TwoPathsThatDifferInCase_AreRefused() =>
        Assert.Throws<ModelManifestException>(() => ModelManifestJson.Write(Bytes.Manifest(("a/M.gguf", [1]), ("A/m.gguf", [2]))));

    [Fact]
    public void ASignatureThatIsNotAmongTheFiles_IsRefused() =>
        Assert.Throws<ModelManifestException>(() => ModelManifestJson.Write(
            new ModelManifest { Id = "m", Provenance = new ModelProvenance(SignaturePath: "model.sig") }));

    [Fact]
    public void NoChange_MakesAnythingElseThanAManifestOrARefusal()
    {
        byte[] full = Encoding.UTF8.GetBytes(Full);
        var changes = from place in Gen.Choose(0, full.Length - 1) from value in Gen.Choose(0, 255) select (place, value);
        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            byte[] bytes = [.. full];
            bytes[change.place] = (byte)change.value;
            try
            {
                return ModelManifestJson.Parse(bytes).Id.Length > 0;
            }
            catch (ModelManifestException)
            {
                return true;
            }
        }).Check(Seeded.Config.WithMaxTest(1_000));
    }

    [Fact]
    public void AFolder_IsReadInOrder_AndNoIdTwice()
    {
        _folder.Write("b.json", """{"id": "second"}"""u8.ToArray());
        _folder.Write("a.json", """{"id": "first"}"""u8.ToArray());
        _folder.Write("notes.txt", [1]);
        Assert.Equal(["first", "second"], ModelManifestJson.ReadFolder(_folder.Root).Select(manifest => manifest.Id));
        _folder.Write("c.json", """{"id": "FIRST"}"""u8.ToArray());
        var error = Assert.Throws<ModelManifestException>(() => ModelManifestJson.ReadFolder(_folder.Root));
        Assert.Contains("a.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderOfMany_IsOrdered_AndItsFirstBadFileIsNamed()
    {
        for (int i = 0; i < 200; i++)
        {
            _folder.Write($"{i:D3}.json", System.Text.Encoding.UTF8.GetBytes($$"""{"id": "m{{i}}"}"""));
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"m{i}"), ModelManifestJson.ReadFolder(_folder.Root).Select(manifest => manifest.Id));
        _folder.Write("190.json", "{"u8.ToArray());
        _folder.Write("070.json", "{"u8.ToArray());
        var error = Assert.Throws<ModelManifestException>(() => ModelManifestJson.ReadFolder(_folder.Root));
        Assert.Contains("070.json", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSameNames(JsonElement left, JsonElement right) =>
        Assert.Equal(left.EnumerateObject().Select(p => p.Name).Order(), right.EnumerateObject().Select(p => p.Name).Order());
}
