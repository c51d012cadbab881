using System.Net;
using System.Net.Http.Headers;

namespace AiOs;

/// <summary>Pulls from a web server and its mirrors, from the middle of a file where the server can (RFC 9110, range requests).</summary>
/// <remarks>
/// <para>
/// Plain HTTP will do, because every byte is measured against the digests of the manifest; what needs protection is the manifest.
/// </para>
/// <para>Mirrors are tried in their order, for every file anew: one that is missing a file does not lose the others.</para>
/// </remarks>
public sealed class HttpModelSource : IModelSource
{
    private const string HubEndpoint = "https://huggingface.co";

    private readonly HttpClient _client;
    private readonly Uri[] _addresses;
    private readonly HttpModelSourceOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates a source.</summary>
    /// <param name="client">The host's client, which its owner disposes of. Its own timeout should be infinite: files are large.</param>
    /// <param name="address">The folder on the server that holds the files of the model.</param>
    /// <param name="mirrors">The same folder on other servers, tried in this order when the first does not give a file.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="time">Measures the stall timeout; null for the system's clock.</param>
    /// <exception cref="ArgumentException">An address is not absolute, or of another scheme than http and https.</exception>
    public HttpModelSource(
        HttpClient client,
        Uri address,
        IEnumerable<Uri>? mirrors = null,
        HttpModelSourceOptions? options = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(address);
        _client = client;
        _addresses = [.. (mirrors ?? []).Prepend(address).Select(Folder)];
        _options = (options ?? new HttpModelSourceOptions()).Validated();
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public string Name => _addresses[0].GetLeftPart(UriPartial.Path);

    /// <summary>Creates a source for a repository on a hub with the addresses of Hugging Face's.</summary>
    /// <param name="client">The host's client, which its owner disposes of.</param>
    /// <param name="repository">The repository, as <c>owner/name</c>.</param>
    /// <param name="revision">The branch, tag or commit. A commit is best: the others move, and then the digests no longer fit.</param>
    /// <param name="endpoint">The hub; null for https://huggingface.co.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="time">Measures the stall timeout; null for the system's clock.</param>
    /// <returns>The source: files are at <c>{endpoint}/{repository}/resolve/{revision}/{path}</c>.</returns>
    /// <exception cref="ArgumentException">The repository or the revision is not a safe path.</exception>
    public static HttpModelSource ForHub(
        HttpClient client,
        string repository,
        string revision = "main",
        Uri? endpoint = null,
        HttpModelSourceOptions? options = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(revision);
        if (repository.Count(c => c == '/') > 1 || ModelPaths.FindProblem(repository) is not null)
        {
            throw new ArgumentException($"'{repository}' is not a repository: owner/name is expected.", nameof(repository));
        }

        if (ModelPaths.FindProblem(revision) is { } problem)
        {
            throw new ArgumentException($"'{revision}' is not a revision: {problem}.", nameof(revision));
        }

        var hub = Folder(endpoint ?? new Uri(HubEndpoint));
        string branch = Uri.EscapeDataString(revision); // A branch may have slashes in its name, and is one segment.
        return new HttpModelSource(client, new Uri(hub, $"{Escape(repository)}/resolve/{branch}/"), null, options, time);
    }

    /// <inheritdoc/>
    public async ValueTask<ModelRead> OpenAsync(string path, long offset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (ModelPaths.FindProblem(path) is { } problem)
        {
            throw new ModelSourceException(ModelSourceFault.Invalid, $"The path '{path}' is not safe: {problem}.");
        }

        ModelSourceException? worst = null;
        for (int i = 0; i < _addresses.Length; i++)
        {
            try
            {
                return await OpenAsync(new Uri(_addresses[i], Escape(path)), offset, i == 0, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelSourceException error)
            {
                // Of several mirrors, the one that may do later says most about what to do.
                worst = worst is null || error.Fault == ModelSourceFault.Unavailable ? error : worst;
            }
        }

        throw worst!;
    }

    private async ValueTask<ModelRead> OpenAsync(Uri address, long offset, bool isFirst, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity")); // Offsets and digests are of the plain file.
        if (isFirst && _options.BearerToken is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (offset > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
        }

        var stall = new StallGuard(_options.StallTimeout, _time); // The stream owns it from here on; it holds nothing between waits.
        HttpResponseMessage? response = null;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Begin(cancellationToken)).ConfigureAwait(false);
            var (start, total) = Check(response, offset, address);
            var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var read = new ModelRead(new StallingStream(content, stall, address), start, total, response);
            response = null;
            return read;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelSourceException(
                ModelSourceFault.Unavailable, $"{Plain(address)} did not answer within {_options.StallTimeout.TotalSeconds:0} seconds.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ModelSourceException(
                ModelSourceFault.Unavailable, $"{Plain(address)} cannot be reached: {error.Message}", error);
        }
        finally
        {
            stall.End();
            response?.Dispose();
        }
    }

    private static (long Start, long? Total) Check(HttpResponseMessage response, long offset, Uri address)
    {
        var status = response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            var fault = status switch
            {
                HttpStatusCode.NotFound or HttpStatusCode.Gone => ModelSourceFault.NotFound,
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ModelSourceFault.Denied,
                HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => ModelSourceFault.Unavailable,
                >= HttpStatusCode.InternalServerError => ModelSourceFault.Unavailable,
                _ => ModelSourceFault.Invalid,
            };
            throw new ModelSourceException(fault, $"{Plain(address)} answered {(int)status} {response.ReasonPhrase}.");
        }

        var headers = response.Content.Headers;
        if (headers.ContentEncoding.Count > 0 && !headers.ContentEncoding.Contains("identity"))
        {
            throw new ModelSourceException(
                ModelSourceFault.Invalid,
                $"{Plain(address)} answered with content encoding '{string.Join(", ", headers.ContentEncoding)}', though none was asked for.");
        }

        if (status != HttpStatusCode.PartialContent)
        {
            return (0, headers.ContentLength); // The server does not know ranges: it begins at the beginning.
        }

        return headers.ContentRange is { From: { } from } range && from == offset
            ? (from, range.Length)
            : throw new ModelSourceException(
                ModelSourceFault.Invalid,
                $"{Plain(address)} was asked for bytes from {offset} on, and answered with the range '{headers.ContentRange}'.");
    }

    private static Uri Folder(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{address}' is not an absolute address of scheme http or https.", nameof(address));
        }

        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    // Without query and user, where secrets would stand.
    private static string Plain(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
