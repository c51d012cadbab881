namespace AiOs;

/// <summary>What a model is, what it can do, what it costs and where it comes from. Immutable.</summary>
public sealed record ModelManifest
{
    /// <summary>Gets the model's name in the catalogue; also the key of its client in the host's container.</summary>
    public required string Id { get; init; }

    /// <summary>Gets its version. By default 1.0.</summary>
    public string Version { get; init; } = "1.0";

    /// <summary>Gets what it is for. By default chat.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>Gets who published it; empty when unknown.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>Gets what it is good at, as short names such as <c>code-review</c>, <c>tools</c>, <c>vision</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Gets the tokens it takes in all. By default 128,000.</summary>
    public int ContextWindowTokens { get; init; } = 128_000;

    /// <summary>Gets the most tokens it answers with, kept free in its window. By default 4,096.</summary>
    public int MaxOutputTokens { get; init; } = 4_096;

    /// <summary>Gets what it costs, or null when unknown.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>Gets the kinds of content it takes, as media types. By default plain text.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = ["text/plain"];

    /// <summary>Gets the name of its tokenizer, or null to estimate.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Gets its files; empty for a model behind a service.</summary>
    public IReadOnlyList<ModelFile> Files { get; init; } = [];

    /// <summary>Gets where it says it comes from, or null.</summary>
    public ModelProvenance? Provenance { get; init; }

    /// <summary>Gets how many leases may be out at once; 0 for any number. By default 0.</summary>
    public int MaxLeases { get; init; }

    /// <summary>Gets how long its first token usually takes, in milliseconds; null when unknown. What is observed comes first.</summary>
    public int? FirstTokenMs { get; init; }

    /// <summary>Gets its licence. By default closed.</summary>
    public ModelLicence Licence { get; init; } = new("proprietary", Openness.Closed);
}
