using System.Net.Http.Headers;

namespace AiOs;

/// <summary>Pages by address, the least recently used dropped first.</summary>
/// <remarks>Source: RFC 9111 as a private cache, without heuristic freshness: what has no lifetime is asked for again with its validator.</remarks>
internal sealed class PageCache(long maxCharacters)
{
    private const int CharactersOfAnEntry = 1_000; // About what an entry takes beside its text: empty pages must not gather without end.
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(7);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, CachedPage Page)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, CachedPage Page)> _byUse = new();
    private long _characters;

    public CachedPage? Find(Uri url)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(url.AbsoluteUri, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Page;
        }
    }

    /// <summary>Keeps a page, when its server allows that and there is any use in it.</summary>
    public void Store(Uri url, WebPage page, HttpResponseMessage response, CachedPage? before)
    {
        var entry = Entry(page, response, before);
        lock (_lock)
        {
            Remove(url.AbsoluteUri);
            if (entry is null || Weight(url.AbsoluteUri, entry) > maxCharacters)
            {
                return;
            }

            _entries[url.AbsoluteUri] = _byUse.AddFirst((url.AbsoluteUri, entry));
            _characters += Weight(url.AbsoluteUri, entry);
            while (_characters > maxCharacters)
            {
                Remove(_byUse.Last!.Value.Key);
            }
        }
    }

    private static long Weight(string key, CachedPage entry) =>
        CharactersOfAnEntry + key.Length + (entry.EntityTag?.Length ?? 0) + (long)entry.Page.Text.Length;

    private static CachedPage? Entry(WebPage page, HttpResponseMessage response, CachedPage? before)
    {
        var control = response.Headers.CacheControl;
        if (control?.NoStore == true || response.Headers.Vary.Contains("*"))
        {
            return null;
        }

        var entry = new CachedPage(
            page,
            page.FetchedAt + Lifetime(response, control),
            response.Headers.ETag?.ToString() ?? before?.EntityTag,
            response.Content.Headers.LastModified ?? before?.LastModified);
        return entry.HasValidator || entry.FreshUntil > page.FetchedAt ? entry : null;
    }

    private static TimeSpan Lifetime(HttpResponseMessage response, CacheControlHeaderValue? control)
    {
        var lifetime = control?.NoCache == true ? TimeSpan.Zero
            : control?.MaxAge ?? (response.Content.Headers.Expires - response.Headers.Date) ?? TimeSpan.Zero;
        var left = lifetime - (response.Headers.Age ?? TimeSpan.Zero);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left > MaxLifetime ? MaxLifetime : left;
    }

    private void Remove(string key)
    {
        if (_entries.Remove(key, out var node))
        {
            _byUse.Remove(node);
            _characters -= Weight(key, node.Value.Page);
        }
    }
}
