using System.Net;

namespace AiOs;

/// <summary>Lets plain http and https addresses pass, and no disguise.</summary>
internal static class WebUrl
{
    private const int MaxCharacters = 4_096;

    /// <summary>Finds the address that somebody wrote; null where it is none of the web.</summary>
    /// <remarks>What does not begin like one is not even parsed: the parser itself fails with some file paths of two slashes.</remarks>
    public static Uri? Find(string? text)
    {
        string start = text?.Trim() ?? "";
        return (start.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || start.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            && Uri.TryCreate(start, UriKind.Absolute, out var url) && HostOf(url) is { Length: > 0 }
            ? url
            : null;
    }

    /// <summary>Checks an address before anything is done with it.</summary>
    /// <returns>The same address without its fragment.</returns>
    public static Uri Check(Uri url)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw Refused("only absolute http and https addresses are read");
        }

        if (url.OriginalString.Length > MaxCharacters)
        {
            throw Refused($"it has {url.OriginalString.Length} characters, and {MaxCharacters} are allowed");
        }

        string authority = Authority(url.OriginalString);
        if (url.UserInfo.Length > 0 || authority.Contains('@', StringComparison.Ordinal))
        {
            throw Refused("it names a user or password");
        }

        if (HostOf(url) is not { Length: > 0 } || url.OriginalString.Any(char.IsControl))
        {
            throw Refused("its host is no name, or it holds control characters");
        }

        if (url.HostNameType is not (UriHostNameType.IPv6) && IsDisguised(url, authority))
        {
            throw Refused("its host is a number that is not written as four decimal parts");
        }

        return url.Fragment.Length == 0 ? url
            : Uri.TryCreate(url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped), UriKind.Absolute, out var bare) ? bare
            : throw Refused("it cannot be written without its fragment");
    }

    /// <summary>Resolves the target of a redirect, keeping what its host looked like.</summary>
    public static Uri Follow(Uri from, string location) => Check(
        Join(from, location) ?? throw new WebAccessException(WebAccessReason.BadRedirect, "The page redirects to what is no address."));

    /// <summary>Resolves what a page wrote as an address; null where it is none.</summary>
    public static Uri? Join(Uri from, string written)
    {
        // Two slashes of either kind are the page's scheme and another host. To the parser they are a file share, with some of which it fails.
        string text = written.Trim();
        if (text is ['/' or '\\', '/' or '\\', ..])
        {
            text = from.Scheme + "://" + text[2..];
        }

        // A rooted path parses as an absolute file address on Unix, whatever stands in its query.
        return text is not ['/', ..] && text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var absolute)
            ? absolute
            : Uri.TryCreate(from, text, out var relative) ? relative : null;
    }

    // The ASCII form of the host; null where it has none, which is found out only when it is asked for.
    private static string? HostOf(Uri url)
    {
        try
        {
            return url.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    // 2130706433, 0x7f.1 and 0177.0.0.1 all mean 127.0.0.1 to some parser; nobody writes them for a good reason.
    private static bool IsDisguised(Uri url, string authority)
    {
        string host = authority;
        int colon = host.LastIndexOf(':');
        host = colon >= 0 ? host[..colon] : host;
        if (url.HostNameType == UriHostNameType.IPv4)
        {
            return !string.Equals(host, url.Host, StringComparison.Ordinal);
        }

        // A name whose last label is a number is an address to a browser (WHATWG URL, "ends in a number").
        string last = url.IdnHost.TrimEnd('.').Split('.')[^1];
        return last.Length == 0
            || last.All(char.IsAsciiDigit)
            || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last.AsSpan(2).IndexOfAnyExcept(Hex) < 0)
            || IPAddress.TryParse(url.IdnHost, out _);
    }

    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static string Authority(string url)
    {
        int start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var rest = url.AsSpan(start + 3);
        int end = rest.IndexOfAny(@"/\?#");
        return (end < 0 ? rest : rest[..end]).ToString();
    }

    private static WebAccessException Refused(string why) => new(WebAccessReason.RefusedUrl, $"The address is refused: {why}.");
}
