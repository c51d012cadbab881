using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class QuickManifestReaderTests
{
    // The usual, and beside it what the serializer refuses, or takes in a form that the quick reader leaves to it.
    private static readonly string[] Members =
    [
        "\"id\": \"lab/model\"", "\"id\": \"m\\u0041\"", "\"id\": null", "\"ID\": \"m\"", "\"version\": \"2\"", "\"version\": null", "\"version\": 2",
        "\"kind\": \"chat\"", "\"kind\": \"evaluator\"", "\"kind\": \"Chat\"", "\"kind\": 1", "\"publisher\": \"L\u00e4b\"",
        "\"capabilities\": []", "\"capabilities\": [\"tools\", \"vision\"]", "\"capabilities\": [null]", "\"capabilities\": [[\"a\"]]",
        "\"contextWindowTokens\": 8192", "\"contextWindowTokens\": 1e3", "\"contextWindowTokens\": 1.0", "\"maxOutputTokens\": 0",
        "\"maxOutputTokens\": 99999999999", "\"maxOutputTokens\": -0", "\"price\": {\"output\": 4e-1, \"input\": 0.1}", "\"price\": {\"input\": 0.1}",
        "\"price\": {\"input\": 1, \"cachedInput\": 0.5, \"output\": 2}", "\"price\": {\"input\": 1, \"input\": 1, \"output\": 2}", "\"price\": null",
        "\"modalities\": [\"text/plain\"]", "\"tokenizer\": \"o200k\"", "\"files\": []", "\"files\": [{}]", "\"files\": null",
        "\"files\": [{\"path\": \"a\", \"sizeBytes\": 12, \"sha256\": \"00\"}, {\"sha256\": \"11\", \"path\": \"b\", \"sizeBytes\": 0}]",
        "\"files\": [{\"path\": \"a\", \"sizeBytes\": 12, \"sha256\": \"00\", \"x\": 1}]", "\"files\": [{\"path\": null, \"sizeBytes\": 1, \"sha256\": \"0\"}]",
        "\"licence\": {\"id\": \"MIT\", \"openness\": \"openSource\"}", "\"licence\": {\"id\": \"MIT\", \"openness\": \"open\"}",
        "\"licence\": {\"id\": \"MIT\", \"openness\": \"closed\", \"url\": \"https://example.org/a b\"}", "\"licence\": {\"openness\": \"closed\"}",
        "\"provenance\": {}", "\"provenance\": {\"source\": \"not absolute\", \"revision\": \"r\", \"signaturePath\": \"s\", \"attestationPath\": \"a\"}",
        "\"provenance\": {\"source\": \"http://[\"}", "\"maxLeases\": 4", "\"firstTokenMs\": 120", "\"firstTokenMs\": 120, // why", "\"unknown\": 1",
    ];

    [Fact]
    public void WhatItTakes_TheSerializerTakes_Alike()
    {
        var members = Gen.Elements(Members).ListOf();
        var damage = Gen.Frequency((4, Gen.Constant(-1)), (1, Gen.Choose(0, 400)));
        var inputs = from list in members from place in damage from value in Gen.Choose(0, 255) select (list, place, value);
        int taken = 0;
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            byte[] json = Encoding.UTF8.GetBytes("{\"id\": \"m\"" + string.Concat(input.list.Select(member => ", " + member)) + "}");
            if (input.place >= 0 && input.place < json.Length)
            {
                json[input.place] = (byte)input.value;
            }

            if (QuickManifestReader.Read(json) is not { } quick)
            {
                return true;
            }

            taken++;
            return Write(quick) == Write(JsonSerializer.Deserialize(json, ModelManifestJsonContext.Default.ModelManifestDocument)!);
        }).Check(Seeded.Config.WithMaxTest(5_000).WithEndSize(8));
        Assert.InRange(taken, 100, 5_000);
    }

    [Fact]
    public void WhatWeWrite_NeedsNoSerializer()
    {
        var manifest = new ModelManifest
        {
            Id = "lab/m\u00f6del",
            Kind = ModelKind.Embedding,
            Publisher = "lab",
            Capabilities = ["retrieval"],
            Price = new ModelPrice(1, 0.1m, 5),
            Licence = new ModelLicence("Apache-2.0", Openness.OpenWeights, new Uri("https://example.org/licence")),
            Files = [new ModelFile("w/m.gguf", 1L << 40, Bytes.Digest([1])), new ModelFile("m.sig", 3, Bytes.Digest([2]))],
            Provenance = new ModelProvenance(new Uri("https://example.org/lab"), "v1", "m.sig"),
            MaxLeases = 3,
            FirstTokenMs = 20,
        };
        byte[] json = ModelManifestJson.Write(manifest with { Id = "lab/model" }); // The writer escapes what is not ASCII.
        Assert.Equal(Encoding.UTF8.GetString(json), Write(QuickManifestReader.Read(json)!));
        Assert.Null(QuickManifestReader.Read(ModelManifestJson.Write(manifest)));
        Assert.Equal(manifest.Id, ModelManifestJson.Parse(ModelManifestJson.Write(manifest)).Id);
    }

    private static string Write(ModelManifestDocument document) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(document, ModelManifestJsonContext.Default.ModelManifestDocument));
}
