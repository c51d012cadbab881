namespace AiOs;

/// <summary>A real model named on the command line: <c>openai:NAME[@URL]</c> or <c>anthropic:NAME[@URL]</c>.</summary>
internal sealed record ShellModel(string Service, string Name, Uri? Endpoint)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10); // A model on this machine may take its time.

    public string Title => $"model {Name} of {Endpoint?.Authority ?? Service}.";

    public static ShellModel Parse(string text)
    {
        int colon = text.IndexOf(':');
        int at = text.LastIndexOf('@');
        string service = colon < 0 ? "" : text[..colon];
        string name = colon < 0 ? "" : text[(colon + 1)..(at < colon ? text.Length : at)];
        Uri? endpoint = null;
        bool isAddress = at < colon
            || (Uri.TryCreate(text[(at + 1)..], UriKind.Absolute, out endpoint) && (endpoint.Scheme is "http" or "https"));
        return service is "openai" or "anthropic" && name.Length > 0 && isAddress
            ? new ShellModel(service, name, endpoint)
            : throw new UsageException($"--model takes openai:NAME or anthropic:NAME, with @URL behind it for another address, but '{text}' came.");
    }

    /// <summary>Adds the model. Its key comes from the environment: a command line is seen by everybody.</summary>
    public void AddTo(AiOsBuilder builder, int windowTokens)
    {
        var manifest = new ModelManifest { Id = Name, ContextWindowTokens = windowTokens, MaxOutputTokens = windowTokens / 5 };
        if (Service == "openai")
        {
            var options = new OpenAIModelOptions { Model = Name, ApiKey = Key("OPENAI_API_KEY"), Timeout = Patience };
            builder.AddOpenAIModel(manifest, Endpoint is null ? options : options with { Endpoint = Endpoint });
        }
        else
        {
            var options = new AnthropicModelOptions
            {
                Model = Name,
                ApiKey = Key("ANTHROPIC_API_KEY"),
                Timeout = Patience,
                MaxOutputTokens = manifest.MaxOutputTokens,
            };
            builder.AddAnthropicModel(manifest, Endpoint is null ? options : options with { Endpoint = Endpoint });
        }
    }

    // Set to nothing is how many people unset a variable.
    private static string? Key(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key : null;
}
