using System.Text.Json.Serialization;

namespace AiOs;

/// <summary>A manifest as it stands in JSON: what is absent is null, so that the defaults stay in one place.</summary>
internal sealed class ModelManifestDocument
{
    private static readonly ModelManifest Defaults = new() { Id = "" };

    [JsonRequired]
    public string Id { get; set; } = "";

    public string? Version { get; set; }

    [JsonConverter(typeof(WordConverter<ModelKind>))]
    public ModelKind? Kind { get; set; }

    public string? Publisher { get; set; }

    public IReadOnlyList<string>? Capabilities { get; set; }

    public int? ContextWindowTokens { get; set; }

    public int? MaxOutputTokens { get; set; }

    public PriceDocument? Price { get; set; }

    public IReadOnlyList<string>? Modalities { get; set; }

    public string? Tokenizer { get; set; }

    public IReadOnlyList<FileDocument>? Files { get; set; }

    public LicenceDocument? Licence { get; set; }

    public ProvenanceDocument? Provenance { get; set; }

    public int? MaxLeases { get; set; }

    public int? FirstTokenMs { get; set; }

    public static ModelManifestDocument Of(ModelManifest manifest) => new()
    {
        Id = manifest.Id,
        Version = manifest.Version,
        Kind = manifest.Kind,
        Publisher = manifest.Publisher,
        Capabilities = manifest.Capabilities,
        ContextWindowTokens = manifest.ContextWindowTokens,
        MaxOutputTokens = manifest.MaxOutputTokens,
        Price = manifest.Price is not { } price
            ? null
            : new PriceDocument { Input = price.Input, CachedInput = price.CachedInput, Output = price.Output },
        Modalities = manifest.Modalities,
        Tokenizer = manifest.Tokenizer,
        Files = [.. manifest.Files.Select(
            file => new FileDocument { Path = file.Path, SizeBytes = file.SizeBytes, Sha256 = file.Sha256 })],
        Licence = new LicenceDocument
        {
            Id = manifest.Licence.Id,
            Openness = manifest.Licence.Openness,
            Url = manifest.Licence.Url,
        },
        Provenance = manifest.Provenance is not { } provenance
            ? null
            : new ProvenanceDocument
            {
                Source = provenance.Source,
                Revision = provenance.Revision,
                SignaturePath = provenance.SignaturePath,
                AttestationPath = provenance.AttestationPath,
            },
        MaxLeases = manifest.MaxLeases,
        FirstTokenMs = manifest.FirstTokenMs,
    };

    public ModelManifest ToManifest()
    {
        var defaults = Defaults;
        return new ModelManifest
        {
            Id = Id,
            Version = Version ?? defaults.Version,
            Kind = Kind ?? defaults.Kind,
            Publisher = Publisher ?? defaults.Publisher,
            Capabilities = Capabilities ?? defaults.Capabilities,
            ContextWindowTokens = ContextWindowTokens ?? defaults.ContextWindowTokens,
            MaxOutputTokens = MaxOutputTokens ?? defaults.MaxOutputTokens,
            Price = Price is null ? null : new ModelPrice(Price.Input, Price.CachedInput ?? Price.Input, Price.Output),
            Modalities = Modalities ?? defaults.Modalities,
            Tokenizer = Tokenizer,
            Files = Files is null ? [] : [.. Files.Select(file => new ModelFile(file.Path, file.SizeBytes, file.Sha256))],
            Licence = Licence is null ? defaults.Licence : new ModelLicence(Licence.Id, Licence.Openness, Licence.Url),
            Provenance = Provenance is not { } origin
                ? null
                : new ModelProvenance(origin.Source, origin.Revision, origin.SignaturePath, origin.AttestationPath),
            MaxLeases = MaxLeases ?? defaults.MaxLeases,
            FirstTokenMs = FirstTokenMs,
        };
    }

    internal sealed class PriceDocument
    {
        [JsonRequired]
        public decimal Input { get; set; }

        public decimal? CachedInput { get; set; }

        [JsonRequired]
        public decimal Output { get; set; }
    }

    internal sealed class FileDocument
    {
        [JsonRequired]
        public string Path { get; set; } = "";

        [JsonRequired]
        public long SizeBytes { get; set; }

        [JsonRequired]
        public string Sha256 { get; set; } = "";
    }

    internal sealed class LicenceDocument
    {
        [JsonRequired]
        public string Id { get; set; } = "";

        [JsonRequired]
        [JsonConverter(typeof(WordConverter<Openness>))]
        public Openness Openness { get; set; }

        public Uri? Url { get; set; }
    }

    internal sealed class ProvenanceDocument
    {
        public Uri? Source { get; set; }

        public string? Revision { get; set; }

        public string? SignaturePath { get; set; }

        public string? AttestationPath { get; set; }
    }
}
