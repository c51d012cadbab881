using System.Buffers;

namespace AiOs;

/// <summary>Decides whether an address may stand in an answer.</summary>
internal sealed class AddressPolicy(ExfiltrationOptions options)
{
    private static readonly SearchValues<char> AfterHost = SearchValues.Create("/?#&:\\ ");

    // Where sites take the address that they send a visitor on to.
    private static readonly string[] Redirects =
    [
        "url", "u", "uri", "redirect", "redirect_uri", "redirect_url", "next", "continue", "return", "returnto", "return_to", "dest",
        "destination", "target", "goto", "to", "out", "link", "q",
    ];

    /// <summary>Says why an address may not stand; null where it may.</summary>
    public string? Refuses(string address)
    {
        string trimmed = Clean(address);
        if (trimmed.Length == 0 || trimmed[0] == '#')
        {
            return null; // Within the answer itself.
        }

        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var uri) || trimmed.StartsWith("//", StringComparison.Ordinal) || trimmed[0] is '/' or '\\')
        {
            return "an address that depends on where it is shown";
        }

        if (!options.Schemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase))
        {
            return $"an address of the scheme '{uri.Scheme}'";
        }

        string host = uri.Scheme is "mailto" ? HostOfMail(uri) : uri.IdnHost;
        if (!IsDeclared(host) || uri.UserInfo.Contains('@') || (uri.Scheme is not "mailto" && uri.UserInfo.Length > 0))
        {
            return "an address of a host that is not declared";
        }

        return uri.Query.Length + uri.Fragment.Length > options.MaxQueryLength
            ? "an address with a long query"
            : RedirectsElsewhere(uri) ? "an address that sends visitors on to another host" : null;
    }

    // Browsers drop line breaks and tabs within addresses, and control characters around them.
    private static string Clean(string address) =>
        new string([.. address.Where(static c => c is not ('\t' or '\n' or '\r'))]).Trim().Trim([.. Enumerable.Range(0, 33).Select(static i => (char)i)]);

    private static string HostOfMail(Uri uri)
    {
        string to = Uri.UnescapeDataString(uri.GetComponents(UriComponents.UserInfo | UriComponents.Host, UriFormat.Unescaped));
        return to.Contains(',') || uri.Query.Length > 0 ? "" : uri.IdnHost; // Further recipients stand in the query.
    }

    private bool IsDeclared(string host)
    {
        string name = host.TrimEnd('.');
        foreach (string declared in options.Hosts)
        {
            bool isMatch = declared.StartsWith("*.", StringComparison.Ordinal)
                ? name.EndsWith(declared[1..], StringComparison.OrdinalIgnoreCase) && name.Length > declared.Length - 1
                : string.Equals(name, declared, StringComparison.OrdinalIgnoreCase);
            if (isMatch)
            {
                return true;
            }
        }

        return false;
    }

    // An address within the address, whatever it is called and however often it was escaped, or behind a usual name without a scheme.
    private bool RedirectsElsewhere(Uri uri)
    {
        string rest = uri.PathAndQuery + uri.Fragment;
        for (int i = 0; i < 3; i++)
        {
            if (HasAddress(rest))
            {
                return true;
            }

            rest = Uri.UnescapeDataString(rest);
        }

        return false;
    }

    private bool HasAddress(string text)
    {
        for (int at = text.IndexOf("//", 1, StringComparison.Ordinal); at >= 0; at = text.IndexOf("//", at + 2, StringComparison.Ordinal))
        {
            string name = HostAt(text, at + 2);
            if (name.Contains('.') && !IsDeclared(name))
            {
                return true;
            }
        }

        int query = text.IndexOf('?');
        foreach (string pair in query < 0 ? [] : text[(query + 1)..].Split('&', ';', '#'))
        {
            string[] parts = pair.Split('=', 2);
            if (parts.Length == 2 && Redirects.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            {
                string name = HostAt(parts[1].TrimStart('/', '\\'), 0);
                if (name.Contains('.') && Uri.CheckHostName(name) == UriHostNameType.Dns && !IsDeclared(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string HostAt(string text, int start)
    {
        int end = text.AsSpan(start).IndexOfAny(AfterHost);
        string authority = end < 0 ? text[start..] : text[start..(start + end)];
        return authority[(authority.LastIndexOf('@') + 1)..];
    }
}
