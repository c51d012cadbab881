namespace AiOs;

/// <summary>Settings of a model behind an OpenAI-compatible service. Immutable; an invalid one cannot be used to build a client.</summary>
public sealed record OpenAIModelOptions
{
    /// <summary>Gets the service. By default https://api.openai.com/v1; an Ollama's is for instance http://localhost:11434/v1.</summary>
    public Uri Endpoint { get; init; } = new("https://api.openai.com/v1");

    /// <summary>Gets the model's name at the service.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the key; null for services that want none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Gets the number of dimensions asked of an embedding model; null for its own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Gets the longest wait for an answer to begin. Above 0, by default 100 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Gets how often a call is repeated after 429, 5xx or a broken connection, before any answer. 0 to 10, by default 2.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>Gets the first wait before that, doubled each time. By default half a second. The service's <c>Retry-After</c> comes first.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets the longest wait; where the service asks for more, the call fails with its <c>Retry-After</c>. By default 10 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the largest answer, in bytes. Above 0, by default 64 MiB.</summary>
    public long MaxResponseBytes { get; init; } = 64L << 20;

    internal ServiceLimits Limits => new ServiceLimits(Timeout, MaxRetries, RetryDelay, MaxRetryDelay, MaxResponseBytes).Validated();
}
