namespace AiOs;

/// <summary>Reads lists that a server gives page by page, without believing that they end.</summary>
internal static class McpPages
{
    private const int MaxPages = 1_000; // A server that sends empty pages adds nothing to a list, and could do so forever.

    /// <summary>Reads pages until the list ends, or holds more than it may.</summary>
    /// <param name="read">Reads the page at a cursor: null for the first.</param>
    /// <param name="most">After how many items to stop.</param>
    /// <returns>The items, at most <paramref name="most"/>, and whether the server has more.</returns>
    public static async ValueTask<(List<T> Items, bool HasMore)> ReadAsync<T>(
        Func<string?, ValueTask<(IEnumerable<T> Items, string? Next)>> read, int most)
    {
        var all = new List<T>();
        string? cursor = null;
        for (int page = 0; page < MaxPages; page++)
        {
            var (items, next) = await read(cursor).ConfigureAwait(false);
            all.AddRange(items.Take(most - all.Count + 1));
            if (all.Count > most)
            {
                all.RemoveAt(most);
                return (all, true);
            }

            if (next is null)
            {
                return (all, false);
            }

            cursor = next;
        }

        return (all, true);
    }
}
