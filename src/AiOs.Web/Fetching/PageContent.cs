using System.Net.Http.Headers;

namespace AiOs;

/// <summary>Turns the bytes of a response into a page, when they are text.</summary>
internal static class PageContent
{
    /// <summary>Gives the media type; a missing one is decided by the content later, and is empty here.</summary>
    public static string MediaType(MediaTypeHeaderValue? header)
    {
        string type = header?.MediaType?.ToLowerInvariant() ?? "";
        bool isText = type.Length == 0
            || type.StartsWith("text/", StringComparison.Ordinal)
            || type is "application/xhtml+xml" or "application/json" or "application/xml" or "application/ld+json"
            || type.EndsWith("+json", StringComparison.Ordinal) || type.EndsWith("+xml", StringComparison.Ordinal);
        return isText && type != "image/svg+xml"
            ? type
            : throw new WebAccessException(WebAccessReason.UnsupportedContent, $"The page is '{type}', and only text can be read.");
    }

    public static WebPage Read(Uri url, string mediaType, string? charset, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        var (text, name) = Charset.Decode(bytes, charset);
        if (mediaType.Length == 0)
        {
            if (text.AsSpan(0, Math.Min(text.Length, 1_024)).Contains('\0'))
            {
                throw new WebAccessException(WebAccessReason.UnsupportedContent, "The page has no media type and is not text.");
            }

            mediaType = text.AsSpan().TrimStart().StartsWith("<") ? "text/html" : "text/plain";
        }

        return new WebPage { RequestedUrl = url, Url = url, MediaType = mediaType, Charset = name, Text = text, FetchedAt = now };
    }
}
