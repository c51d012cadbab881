using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace AiOs;

/// <summary>Makes clients for OpenAI-compatible services: OpenAI, Gemini and Mistral, and Ollama, vLLM and llama.cpp with any weights.</summary>
/// <remarks>
/// Over the official OpenAI package and its adapter for Microsoft.Extensions.AI: streaming, tools, structured output, images and usage
/// are theirs. Errors are <see cref="ModelCallException"/>; <c>GetService(typeof(ModelRateLimits))</c> gives what the service last said
/// about its limits.
/// </remarks>
public static class OpenAIModels
{
    private const string NoKey = "none"; // The library wants one; services without keys ignore it.

    /// <summary>Makes a chat client.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="transport">Sends the requests, and is not disposed of; null for a handler of the client's own.</param>
    /// <param name="time">Measures timeouts and waits; null for the system's clock.</param>
    /// <returns>The client; dispose of it when done.</returns>
    public static IChatClient CreateChatClient(
        OpenAIModelOptions options, HttpMessageHandler? transport = null, TimeProvider? time = null)
    {
        var (client, handler, owned) = Connect(options, transport, time);
        return new ServiceChatClient(client.GetChatClient(options.Model).AsIChatClient(), options.Model, handler, owned);
    }

    /// <summary>Makes an embedding generator.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="transport">Sends the requests, and is not disposed of; null for a handler of the generator's own.</param>
    /// <param name="time">Measures timeouts and waits; null for the system's clock.</param>
    /// <returns>The generator; dispose of it when done.</returns>
    public static IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(
        OpenAIModelOptions options, HttpMessageHandler? transport = null, TimeProvider? time = null)
    {
        var (client, handler, owned) = Connect(options, transport, time);
        var generator = client.GetEmbeddingClient(options.Model).AsIEmbeddingGenerator(options.Dimensions);
        return new ServiceEmbeddingGenerator(generator, options.Model, handler, owned);
    }

    private static (OpenAIClient Client, ServiceHandler Handler, IDisposable Owned) Connect(
        OpenAIModelOptions options, HttpMessageHandler? transport, TimeProvider? time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Model);
        if (!options.Endpoint.IsAbsoluteUri || options.Endpoint.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{options.Endpoint}' is not an absolute address of scheme http or https.", nameof(options));
        }

        if (options.ApiKey is "")
        {
            throw new ArgumentException("The API key is empty. Leave it null for a service that needs none.", nameof(options));
        }

        var handler = new ServiceHandler(transport ?? new SocketsHttpHandler(), options.Limits, time ?? TimeProvider.System);
        var http = new HttpClient(handler, disposeHandler: transport is null) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        var client = new OpenAIClient(new ApiKeyCredential(options.ApiKey ?? NoKey), new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0), // The handler repeats, by a clock that comes from outside.
            NetworkTimeout = System.Threading.Timeout.InfiniteTimeSpan,
        });
        return (client, handler, http);
    }
}
