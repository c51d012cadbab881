namespace AiOs;

/// <summary>What a process wants of a model: a name, or what it should be able to do.</summary>
public sealed record ModelRequest
{
    /// <summary>Gets the model's id; null to choose by the rest.</summary>
    public string? Id { get; init; }

    /// <summary>Gets what it is for. By default chat.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>Gets the capabilities that it must have.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Gets the kinds of content that it must take, as media types. By default none in particular.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Gets the smallest window that will do, in tokens. By default 0.</summary>
    public int MinContextWindowTokens { get; init; }

    /// <summary>Gets the least openness that will do. By default closed.</summary>
    public Openness MinOpenness { get; init; }

    /// <summary>
    /// Gets the highest price that will do, in US dollars for a million tokens, both for input and for output; a model of
    /// unknown price then does not fit. By default null: any price.
    /// </summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>Gets which of the models that fit is chosen. By default the first of the catalogue.</summary>
    public ModelPreference Prefer { get; init; }
}
