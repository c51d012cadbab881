namespace AiOs;

/// <summary>Settings of a source on the web. Immutable; an invalid one cannot be used to build a source.</summary>
public sealed record HttpModelSourceOptions
{
    /// <summary>Gets a token sent as <c>Authorization: Bearer</c>, to the first address only; null for none.</summary>
    /// <remarks>Mirrors do not get it: they are usually somebody else's. Redirects drop it.</remarks>
    public string? BearerToken { get; init; }

    /// <summary>Gets how long an answer, or the next bytes of one, may take. Above 0, by default 60 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    internal HttpModelSourceOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        return this;
    }
}
