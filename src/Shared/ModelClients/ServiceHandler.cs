using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>What every service over HTTP needs, once: typed errors, retries, limits of size and time, and the rate limits it states.</summary>
/// <remarks>Shared by the client packages as source, so that neither depends on the other and nothing of it is public.</remarks>
internal sealed class ServiceHandler : DelegatingHandler
{
    private const int MaxErrorBytes = 64 * 1024;
    private const int MaxMessageLength = 500;

    private readonly ServiceLimits _limits;
    private readonly TimeProvider _time;

    public ServiceHandler(HttpMessageHandler inner, ServiceLimits limits, TimeProvider time)
        : base(inner)
    {
        _limits = limits;
        _time = time;
    }

    /// <summary>Gets what the service last said about its limits; null before it said anything.</summary>
    public ModelRateLimits? RateLimits { get; private set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false); // May be sent again.
        }

        for (int attempt = 0; ; attempt++)
        {
            var (response, failure) = await TryAsync(request, cancellationToken).ConfigureAwait(false);
            if (response is not null)
            {
                return response;
            }

            var delay = failure!.RetryAfter ?? _limits.RetryDelay * (1 << Math.Min(attempt, 10));
            if (attempt >= _limits.MaxRetries || delay > _limits.MaxRetryDelay || !IsWorthRepeating(failure))
            {
                throw failure;
            }

            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsWorthRepeating(ModelCallException failure) =>
        failure.Fault is ModelCallFault.RateLimited or ModelCallFault.ServerError or ModelCallFault.Unreachable;

    private async ValueTask<(HttpResponseMessage? Response, ModelCallException? Failure)> TryAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(_limits.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, new ModelCallException(
                ModelCallFault.TimedOut, $"{Host(request)} did not answer within {_limits.Timeout.TotalSeconds:0} seconds.", innerException: error));
        }
        catch (HttpRequestException error)
        {
            return (null, new ModelCallException(
                ModelCallFault.Unreachable, $"{Host(request)} cannot be reached: {error.Message}", innerException: error));
        }

        RateLimits = RateLimitHeaders.Read(response.Headers, _time.GetUtcNow()) ?? RateLimits;
        try
        {
            var failure = response.IsSuccessStatusCode
                ? CheckContent(request, response)
                : await FailureOfAsync(request, response, linked.Token, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
            {
                response.Dispose();
                return (null, failure);
            }

            response.Content = await LimitedContent.WrapAsync(response.Content, _limits.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
            return (response, null);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static ModelCallException? CheckContent(HttpRequestMessage request, HttpResponseMessage response)
    {
        string? type = response.Content.Headers.ContentType?.MediaType;
        return type is "application/json" or "text/event-stream"
            ? null
            : new ModelCallException(
                ModelCallFault.WrongContentType,
                $"{Host(request)} answered with content of type '{type}', where JSON or an event stream was expected. Is something else "
                + "listening at that address?",
                (int)response.StatusCode);
    }

    private async ValueTask<ModelCallException> FailureOfAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken limit, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        var fault = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ModelCallFault.Unauthorized,
            HttpStatusCode.TooManyRequests => ModelCallFault.RateLimited,
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict => ModelCallFault.ServerError,
            >= HttpStatusCode.InternalServerError => ModelCallFault.ServerError,
            _ => ModelCallFault.InvalidRequest,
        };
        string advice = fault switch
        {
            ModelCallFault.Unauthorized => " Check the key and what it may use.",
            ModelCallFault.RateLimited => " Ask less, or later.",
            _ => "",
        };
        string said = await ReadMessageAsync(response, limit, cancellationToken).ConfigureAwait(false);
        return new ModelCallException(
            fault, $"{Host(request)} answered {status}{(said.Length > 0 ? ": " + said : ".")}{advice}", status, RetryAfterOf(response.Headers));
    }

    private TimeSpan? RetryAfterOf(HttpResponseHeaders headers)
    {
        var after = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return after < TimeSpan.Zero ? TimeSpan.Zero : after;
    }

    // Services say { "error": { "message": … } }; a proxy before them says anything.
    private static async ValueTask<string> ReadMessageAsync(
        HttpResponseMessage response, CancellationToken limit, CancellationToken cancellationToken)
    {
        byte[] body = new byte[MaxErrorBytes];
        int length;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(limit).ConfigureAwait(false);
            length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, limit).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or HttpRequestException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return ""; // The status says what matters, also where the words never come.
        }

        try
        {
            using var document = JsonDocument.Parse(body.AsMemory(0, length));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var inner)
                && inner.ValueKind == JsonValueKind.Object
                && inner.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                ? Short(message.GetString()!)
                : "";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // No JSON, or JSON with half a character in it, which throws when it is read.
            return Short(Encoding.UTF8.GetString(body, 0, length));
        }
    }

    private static string Short(string text)
    {
        string line = string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        int length = char.IsHighSurrogate(line.ElementAtOrDefault(MaxMessageLength - 1)) ? MaxMessageLength - 1 : MaxMessageLength;
        return line.Length <= MaxMessageLength ? line : line[..length] + "…";
    }

    private static string Host(HttpRequestMessage request) => request.RequestUri?.GetLeftPart(UriPartial.Authority) ?? "The service";
}
