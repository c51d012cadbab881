using System.Text;
using System.Text.Json;

namespace AiOs;

/// <summary>Asks a search service over HTTP and reads its JSON.</summary>
/// <remarks>The host configures the service and thereby trusts its address; what it answers is still untrusted.</remarks>
internal sealed class SearchEndpoint
{
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly string _name;
    private readonly (string Name, string Value)? _key;

    public SearchEndpoint(HttpClient http, Uri endpoint, string name, (string Name, string Value)? key = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{endpoint}' is not an absolute http or https address.", nameof(endpoint));
        }

        _http = http;
        _endpoint = endpoint;
        _name = name;
        _key = key;
    }

    public async ValueTask<IReadOnlyList<WebSearchResult>> AskAsync(
        (string Name, string? Value)[] query,
        Func<JsonElement, IEnumerable<WebSearchResult?>> read,
        int count,
        CancellationToken cancellationToken)
    {
        string text = string.Join('&', query.Where(static pair => pair.Value is not null)
            .Select(static pair => pair.Name + "=" + Uri.EscapeDataString(pair.Value!)));
        string own = _endpoint.Query.TrimStart('?');
        var address = new UriBuilder(_endpoint) { Query = own.Length == 0 ? text : own + "&" + text }.Uri;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (_key is { } key)
        {
            request.Headers.TryAddWithoutValidation(key.Name, key.Value);
        }

        // The client's own timeout ends with the headers, when it is the body that does not come.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_http.Timeout);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new WebAccessException(WebAccessReason.ErrorStatus, $"{_name} answered with status {(int)response.StatusCode}.")
                {
                    Status = (int)response.StatusCode,
                };
            }

            var bytes = await LimitedBody.ReadAsync(response.Content, MaxBytes, limit.Token).ConfigureAwait(false);
            using var document = JsonDocument.Parse(WholeJson.Mend(Encoding.UTF8.GetString(bytes.Span)), new JsonDocumentOptions { MaxDepth = 64 });
            return SearchRules.Take(read(document.RootElement), count);
        }
        catch (JsonException e)
        {
            throw new WebAccessException(
                WebAccessReason.UnsupportedContent, $"{_name} answered with what is not JSON. Is the JSON format enabled there?", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = e is OperationCanceledException ? WebAccessReason.TimedOut : WebAccessReason.ConnectionFailed;
            throw new WebAccessException(reason, $"{_name} did not answer: {e.Message}", e);
        }
    }

    /// <summary>Gives the members of an array some steps down; none where the answer has another shape.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement value, params ReadOnlySpan<string> path)
    {
        foreach (string step in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step, out value))
            {
                return [];
            }
        }

        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object)
            : [];
    }

    public static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
