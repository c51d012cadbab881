namespace AiOs;

/// <summary>Checks how much a search asks for.</summary>
internal static class SearchInput
{
    public static void Check(int k, VectorSearchOptions options)
    {
        if (k == 0)
        {
            throw new ArgumentException("The span for the neighbours is empty; its length is the number wanted, 1 or more.", nameof(k));
        }

        if (options.SearchWidth != 0 && (options.SearchWidth < k || options.SearchWidth > HnswOptions.MaxWidth))
        {
            throw new ArgumentException(
                $"The search width is {options.SearchWidth} for {k} neighbours; it must be 0 for the index's own, or from {k} to {HnswOptions.MaxWidth}.",
                nameof(options));
        }
    }
}
