using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Makes clients for Claude models, over the official Anthropic package and its adapter for Microsoft.Extensions.AI.</summary>
/// <remarks>
/// Errors are <see cref="ModelCallException"/>; <c>GetService(typeof(ModelRateLimits))</c> gives what the service last said about its
/// limits.
/// </remarks>
public static class AnthropicModels
{
    /// <summary>Makes a chat client.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="transport">Sends the requests, and is not disposed of; null for a handler of the client's own.</param>
    /// <param name="time">Measures timeouts and waits; null for the system's clock.</param>
    /// <returns>The client; dispose of it when done.</returns>
    public static IChatClient CreateChatClient(
        AnthropicModelOptions options, HttpMessageHandler? transport = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Model);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxOutputTokens, 1);
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
        var client = new AnthropicClient
        {
            ApiKey = options.ApiKey, // Null sends none, and reads none from the environment either.
            BaseUrl = options.Endpoint.AbsoluteUri.TrimEnd('/'),
            HttpClient = http,
            MaxRetries = 0, // The handler repeats, by a clock that comes from outside.
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        return new ServiceChatClient(
            client.AsIChatClient(options.Model, options.MaxOutputTokens),
            options.Model,
            handler,
            http,
            FaultOf);
    }

    // A stream that has begun ends with an event where other answers have a status.
    private static ModelCallFault? FaultOf(Exception error) => error switch
    {
        AnthropicInvalidDataException => ModelCallFault.MalformedAnswer,
        AnthropicSseException told => told.Type?.Value() switch
        {
            ErrorType.RateLimitError => ModelCallFault.RateLimited,
            ErrorType.AuthenticationError or ErrorType.PermissionError => ModelCallFault.Unauthorized,
            ErrorType.InvalidRequestError or ErrorType.NotFoundError or ErrorType.BillingError => ModelCallFault.InvalidRequest,
            _ => ModelCallFault.ServerError,
        },
        _ => null,
    };
}
