namespace AiOs;

/// <summary>What a fetch brought, with where it came from. Immutable; the text is untrusted.</summary>
public sealed record WebPage
{
    /// <summary>Gets the address that was asked for.</summary>
    public required Uri RequestedUrl { get; init; }

    /// <summary>Gets the address that answered, after redirects.</summary>
    public required Uri Url { get; init; }

    /// <summary>Gets the media type in lower case without parameters, such as <c>text/html</c>.</summary>
    public required string MediaType { get; init; }

    /// <summary>Gets the name of the encoding that the text was read in, such as <c>utf-8</c>.</summary>
    public required string Charset { get; init; }

    /// <summary>Gets the decoded text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets when the server last sent or confirmed it.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>Gets a value indicating whether the text came from the cache, be it fresh or confirmed by the server.</summary>
    public bool IsFromCache { get; init; }
}
