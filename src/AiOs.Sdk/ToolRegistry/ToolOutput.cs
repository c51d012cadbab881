using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Turns what a tool returns into text for a model, and cuts it to a limit honestly.</summary>
internal static class ToolOutput
{
    /// <summary>Gives the text of a result.</summary>
    /// <param name="result">What the function returned.</param>
    /// <param name="options">How objects are written as JSON.</param>
    public static string ToText(object? result, JsonSerializerOptions options) => result switch
    {
        null => "(no result)",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "(no result)",
        JsonElement json => json.GetRawText(),
        AIContent content => ToText(content),
        IEnumerable<AIContent> contents => string.Join('\n', contents.Select(ToText)),
        _ when options.TryGetTypeInfo(result.GetType(), out var type) => JsonSerializer.Serialize(result, type),
        _ => result.ToString() ?? "(no result)",
    };

    /// <summary>Cuts a text to a limit: head and tail stay, and a note says what is missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most characters of the result, note included; 256 or more.</param>
    /// <returns>The text itself when it fits; otherwise three quarters head, the note, one quarter tail.</returns>
    public static string Limit(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        // The note is sized with the largest numbers that it can hold, so that the sum never exceeds the limit.
        int room = limit - Note(text.Length, text.Length).Length;
        int headLength = room * 3 / 4;
        int tailLength = room - headLength;
        if (char.IsHighSurrogate(text[headLength - 1]))
        {
            headLength--; // Half a surrogate pair is not text.
        }

        if (char.IsLowSurrogate(text[^tailLength]))
        {
            tailLength--;
        }

        string note = Note(text.Length - headLength - tailLength, text.Length);
        return string.Concat(text.AsSpan(0, headLength), note, text.AsSpan(text.Length - tailLength));
    }

    /// <summary>Gives the beginning of a text that is quoted in a message.</summary>
    public static string Shorten(string text, int limit) => text.Length <= limit ? text : Limited(text, limit);

    private static string Limited(string text, int limit) =>
        string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit), "…");

    private static string Note(int left, int total) =>
        string.Create(
            CultureInfo.InvariantCulture, $"\n[… {left:N0} of {total:N0} characters left out here: the output limit …]\n");

    private static string ToText(AIContent content) => content switch
    {
        TextContent text => text.Text,
        DataContent data => $"[{data.MediaType}, {data.Data.Length} bytes, not shown]",
        UriContent uri => $"[{uri.MediaType} at {uri.Uri}]",
        _ => $"[{content.GetType().Name}, not shown]",
    };
}
