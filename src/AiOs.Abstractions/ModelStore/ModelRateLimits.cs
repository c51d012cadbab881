namespace AiOs;

/// <summary>What a service last said about its limits. Ask a client for it with <c>GetService(typeof(ModelRateLimits))</c>.</summary>
/// <remarks>A member is null where the service did not say.</remarks>
public sealed record ModelRateLimits
{
    /// <summary>Gets the requests allowed in the service's period.</summary>
    public long? RequestsLimit { get; init; }

    /// <summary>Gets how many of them are left.</summary>
    public long? RequestsRemaining { get; init; }

    /// <summary>Gets how long until they are all there again, counted from <see cref="Time"/>.</summary>
    public TimeSpan? RequestsReset { get; init; }

    /// <summary>Gets the tokens allowed in the service's period.</summary>
    public long? TokensLimit { get; init; }

    /// <summary>Gets how many of them are left.</summary>
    public long? TokensRemaining { get; init; }

    /// <summary>Gets how long until they are all there again, counted from <see cref="Time"/>.</summary>
    public TimeSpan? TokensReset { get; init; }

    /// <summary>Gets when the service said so.</summary>
    public DateTimeOffset Time { get; init; }
}
