namespace AiOs;

/// <summary>The model behind every agent: the script, or a real one behind an OpenAI-compatible service.</summary>
/// <remarks>The key comes from the environment variable OPENAI_API_KEY, where the service wants one.</remarks>
internal static class SiteModel
{
    private const int MinWindowTokens = 16_000; // A review has all pages of the site before it.

    private static readonly string[] Capabilities = ["writing", "html", "review"];

    /// <summary>Adds the model.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="endpoint">The service; null for the script.</param>
    /// <param name="name">The service's name for the model.</param>
    public static AiOsBuilder AddSiteModel(this AiOsBuilder builder, Uri? endpoint, string name)
    {
        if (endpoint is null)
        {
            return builder.AddChatClient("model", new ScriptedSwarm(), new ModelManifest { Id = "model", Capabilities = Capabilities });
        }

        var manifest = new ModelManifest { Id = name, Capabilities = Capabilities, ContextWindowTokens = MinWindowTokens };
        return builder.AddOpenAIModel(
            manifest, new OpenAIModelOptions { Endpoint = endpoint, Model = name, ApiKey = Environment.GetEnvironmentVariable("OPENAI_API_KEY") });
    }
}
