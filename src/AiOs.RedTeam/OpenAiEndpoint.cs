namespace AiOs;

/// <summary>Where a model is reached. Immutable.</summary>
/// <param name="Address">The address up to and with <c>/v1</c>; <c>http</c> or <c>https</c>.</param>
/// <param name="Model">The model's name at that address.</param>
/// <param name="Key">The key that is sent as a bearer token; null for none.</param>
public sealed record OpenAiEndpoint(Uri Address, string Model, string? Key = null)
{
    /// <summary>Gets the longest answer that is read, in bytes. Above 0, by default 16 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 16 << 20;

    /// <inheritdoc/>
    public override string ToString() => $"{Model} at {Address}"; // Without the key.
}
