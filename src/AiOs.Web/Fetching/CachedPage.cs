namespace AiOs;

/// <summary>A page in the cache, with what its server said about keeping it.</summary>
internal sealed record CachedPage(WebPage Page, DateTimeOffset FreshUntil, string? EntityTag, DateTimeOffset? LastModified)
{
    /// <summary>Gets a value indicating whether the server can be asked whether it still holds.</summary>
    public bool HasValidator => EntityTag is not null || LastModified is not null;
}
