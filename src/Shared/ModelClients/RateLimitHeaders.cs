using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;

namespace AiOs;

/// <summary>Reads the rate limits that services state in headers: OpenAI's <c>x-ratelimit-…</c> and Anthropic's <c>anthropic-ratelimit-…</c>.</summary>
internal static class RateLimitHeaders
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads them, or gives null where there are none.</summary>
    public static ModelRateLimits? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var limits = new ModelRateLimits
        {
            RequestsLimit = Number(headers, "x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit"),
            RequestsRemaining = Number(headers, "x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining"),
            RequestsReset = Time(headers, now, "x-ratelimit-reset-requests", "anthropic-ratelimit-requests-reset"),
            TokensLimit = Number(headers, "x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"),
            TokensRemaining = Number(headers, "x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining"),
            TokensReset = Time(headers, now, "x-ratelimit-reset-tokens", "anthropic-ratelimit-tokens-reset"),
        };
        return limits == new ModelRateLimits() ? null : limits with { Time = now };
    }

    private static long? Number(HttpResponseHeaders headers, params ReadOnlySpan<string> names) =>
        Find(headers, names) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    // A date, or a duration such as 6m0s, 1.5s or 20ms.
    private static TimeSpan? Time(HttpResponseHeaders headers, DateTimeOffset now, params ReadOnlySpan<string> names)
    {
        if (Find(headers, names) is not { } text)
        {
            return null;
        }

        if (text.Contains('T', StringComparison.Ordinal))
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
                ? date > now ? date - now : TimeSpan.Zero
                : null;
        }

        return Duration(text);
    }

    private static TimeSpan? Duration(string text)
    {
        double seconds = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                return null;
            }

            rest = rest[digits..];
            (double scale, int length) = rest switch
            {
                ['m', 's', ..] => (0.001, 2),
                ['h', ..] => (3_600, 1),
                ['m', ..] => (60, 1),
                ['s', ..] => (1, 1),
                _ => (double.NaN, 0),
            };
            if (length == 0)
            {
                return null;
            }

            seconds += value * scale;
            rest = rest[length..];
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static string? Find(HttpResponseHeaders headers, ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (headers.TryGetValues(name, out var values))
            {
                return values.FirstOrDefault();
            }
        }

        return null;
    }
}
